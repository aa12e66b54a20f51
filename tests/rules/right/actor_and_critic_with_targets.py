"""DDPG: actor and critic, each with a target network that is moved slowly."""
import tensorflow as tf

state = tf.placeholder(tf.float32, [None, 3])
action = tf.placeholder(tf.float32, [None, 1])
reward = tf.placeholder(tf.float32, [None, 1])
next_state = tf.placeholder(tf.float32, [None, 3])


def actor(s, scope):
    with tf.variable_scope(scope):
        h = tf.layers.dense(s, 30, tf.nn.relu, name="l1")
        return tf.layers.dense(h, 1, tf.nn.tanh, name="a")


def critic(s, a, scope, reuse=None):
    with tf.variable_scope(scope, reuse=reuse):
        w1_s = tf.get_variable("w1_s", [3, 30])
        w1_a = tf.get_variable("w1_a", [1, 30])
        b1 = tf.get_variable("b1", [1, 30], initializer=tf.zeros_initializer())
        h = tf.nn.relu(tf.matmul(s, w1_s) + tf.matmul(a, w1_a) + b1)
        return tf.layers.dense(h, 1, name="q")


with tf.variable_scope("actor"):
    a = actor(state, "eval")
    a_ = actor(next_state, "target")
with tf.variable_scope("critic"):
    q = critic(state, action, "eval")
    q_of_policy = critic(state, a, "eval", reuse=True)
    q_ = critic(next_state, a_, "target")


ae = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="actor/eval")
at = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="actor/target")
ce = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="critic/eval")
ct = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="critic/target")
soft = [tf.assign(t, 0.99 * t + 0.01 * e) for t, e in zip(at + ct, ae + ce)]
with tf.control_dependencies(soft):
    td = tf.losses.mean_squared_error(reward + 0.9 * q_, q)
    train_critic = tf.train.AdamOptimizer(0.002).minimize(td, var_list=ce)
train_actor = tf.train.AdamOptimizer(0.001).minimize(-tf.reduce_mean(q_of_policy), var_list=ae)
