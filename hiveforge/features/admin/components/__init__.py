"""What the pages of platform admins are made of."""
