"""A Keras model that is compiled, and trained by its fit elsewhere; an optimizer trains another through it."""
import tensorflow as tf
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

actor = Sequential([Dense(2, activation="tanh", input_dim=8)])
critic = Sequential([Dense(1, input_dim=10)])
critic.compile(loss="mean_squared_error", optimizer=tf.keras.optimizers.Adam(1e-3))
towards = tf.gradients(critic.output, critic.input)[0][:, 8:]
gradients = tf.gradients(actor.output, actor.trainable_variables, -towards)
step = tf.train.AdamOptimizer(1e-4).apply_gradients(zip(gradients, actor.trainable_variables))
