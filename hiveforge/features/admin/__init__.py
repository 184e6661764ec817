"""The pages of whoever runs the installation, composed from what other slices offer. No other slice needs this one."""
