"""One help desk ticket for each case: made, updated when the answer changes, and closing the case when it is solved."""
