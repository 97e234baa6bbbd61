import Testing

/// The whole system as processes of its own, one story after another: each needs the machine for itself.
@Suite(.serialized)
struct Scenarios {}
