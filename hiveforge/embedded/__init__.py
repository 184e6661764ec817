"""Services that come with the Python packages, for machines that have nothing else."""
