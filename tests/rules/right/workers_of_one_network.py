"""A3C: a global network and workers that copy it and push gradients into it."""
import tensorflow as tf


class ACNet(object):
    def __init__(self, scope, globalAC=None):
        self.s = tf.placeholder(tf.float32, [None, 4], "S")
        if globalAC is None:
            with tf.variable_scope(scope):
                self._build(scope)
            return
        with tf.variable_scope(scope):
            self.a = tf.placeholder(tf.int32, [None], "A")
            self.v_target = tf.placeholder(tf.float32, [None, 1], "Vtarget")
            probs, v = self._build(scope)
            td = self.v_target - v
            c_loss = tf.reduce_mean(tf.square(td))
            log = tf.reduce_sum(tf.log(probs + 1e-5) * tf.one_hot(self.a, 2), 1, keepdims=True)
            a_loss = tf.reduce_mean(-log * tf.stop_gradient(td))
            a_grads = tf.gradients(a_loss, self.a_params)
            c_grads = tf.gradients(c_loss, self.c_params)
        with tf.name_scope("sync"):
            self.pull = [l.assign(g) for l, g in zip(self.a_params + self.c_params, globalAC.a_params + globalAC.c_params)]
            self.push = [OPT_A.apply_gradients(zip(a_grads, globalAC.a_params)), OPT_C.apply_gradients(zip(c_grads, globalAC.c_params))]

    def _build(self, scope):
        init = tf.random_normal_initializer(0., .1)
        with tf.variable_scope("actor"):
            l_a = tf.layers.dense(self.s, 20, tf.nn.relu6, kernel_initializer=init, name="la")
            probs = tf.layers.dense(l_a, 2, tf.nn.softmax, kernel_initializer=init, name="ap")
        with tf.variable_scope("critic"):
            l_c = tf.layers.dense(self.s, 10, tf.nn.relu6, kernel_initializer=init, name="lc")
            v = tf.layers.dense(l_c, 1, kernel_initializer=init, name="v")
        self.a_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=scope + "/actor")
        self.c_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=scope + "/critic")
        return probs, v


OPT_A = tf.train.RMSPropOptimizer(0.001, name="RMSPropA")
OPT_C = tf.train.RMSPropOptimizer(0.001, name="RMSPropC")
GLOBAL = ACNet("Global_Net")
workers = [ACNet("W_%i" % i, GLOBAL) for i in range(3)]
