"""How the shipped reader was made: data, training, export and measurement.

Read in this order: examples, text, sources, unanswerable, claims, prepare, encode, model,
batches, train, export, calibrate, evaluate. Nothing in `qa` imports anything from here.
"""
