"""Public credit information (公共信用信息): what a party kept or broke, how it is checked, shown, contested, repaired.

Owns: credit records about a party, what the party says about them (defence, objection, application for repair) with
the clocks of 河南省社会信用条例, the publication period, the papers (notice before a serious record, proof of repair),
and the two answers that the gates ask for: is a commitment barred, is the party in good standing.
Never knows what a record is about beyond a type and an id, never keeps numbers of persons or what the law forbids to
collect, never shows a person's record to the public, and never scores anybody.
"""
