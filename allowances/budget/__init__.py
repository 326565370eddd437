"""The budget of a year: estimated, asked, examined, allocated; executed and left."""
