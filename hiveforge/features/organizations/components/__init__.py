"""Parts of the pages of organizations, and the frame around every page of a signed-in person."""
