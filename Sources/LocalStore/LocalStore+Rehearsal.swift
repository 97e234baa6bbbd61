import Domain

extension LocalStore {
  /// As `act`, only to see what would become of it: the same rules are played, and nothing is stored.
  package func rehearse<Value>(
    as member: MemberID, key: SigningKey, at now: Instant, on scope: LocalView.Scope,
    _ body: (inout Workbench) throws -> Value
  ) throws -> Value {
    guard let office = try office() else { throw LocalStoreError(.failed, "this office is not enrolled") }
    var bench = Workbench(view: try view(scope), office: office.region, member: member, key: key, now: now)
    return try body(&bench)
  }
}
