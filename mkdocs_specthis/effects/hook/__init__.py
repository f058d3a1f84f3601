"""A folder for the front of `PYTHONPATH`: what a Python that is watched loads before anything else."""
