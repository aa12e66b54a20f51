"""A script that was not given what it asks for."""
# finds SI902

import argparse

import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("--units", type=int, required=True)
tf.get_variable("w", [4, parser.parse_args().units])
