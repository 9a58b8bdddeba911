"""Fees (缴费): what an item charges by law, paid once, given back where it was not due, compared with the bank daily.

Owns: payment orders with their lines and reductions, every payment received (cash at the counter or through a bank),
refunds, the electronic receipt, and the daily comparison with the bank's statement.
Money is a whole number of fen (分) everywhere. Of an order one payment counts; whatever else came in is owed back.
Never decides that something costs money (the published version of the item does), never knows a case but as an object
of its facts, never keeps a card or an account number.
"""
