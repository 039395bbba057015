"""Who speaks for the shop and who for the customer, and which events hold what somebody said."""

ASKING = frozenset({"agent", "bot", "supervisor", "store_associate"})  # roles of the shop's own people, and of its bot
# A transcript with both speakers in one (`unknown`) may be the customer's words.
TELLING = frozenset({"customer", "unknown"})
SAID = frozenset({"message-received", "message-sent", "call-transcribed", "store-visit-noted"})  # event names
