"""Post (寄递): papers and results by courier, both ways, followed until they are in the right hands.

Owns: courier orders with sender and recipient (sealed), what is in the parcel, every tracking event, the confirmation
of originals, and the clocks on a parcel that does not move or did not arrive.
Never says that something was served by law (that is the room of the case), never puts a name, a phone or an address
into a fact or a log, never knows a case but as an object of its facts.
"""
