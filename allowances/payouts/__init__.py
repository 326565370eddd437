"""To pay = locked − paid out: payouts, their results, holds, files to the bank and the treasury."""
