import Foundation

/// One write, checked and ready.
private struct Write {
  var collection: String
  var key: String
  var record: Repository.Record
  /// What the answer says of the check.
  var status: String?

  var standing: [String: JSON] { status.map { ["validationStatus": .string($0)] } ?? [:] }
}

extension BlueskyServer {
  /// `com.atproto.repo.createRecord`
  mutating func createRecord(_ visit: inout XRPCVisit) throws(Refusal) -> Answer {
    let did = try own(&visit, points: 3)
    let key = visit.input["rkey"] == nil ? keys.next(at: visit.now) : try visit.needed("rkey")
    let write = try prepare(visit.input["record"], try visit.needed("collection"), key, visit.input["validate"])
    try compareCommit(visit, did)
    try create(write, did, &visit)
    return .json(done(write, did).merging(["commit": commit(did, visit.now)]).merging(write.standing))
  }

  /// `com.atproto.repo.putRecord`: what already stands so is left as it is, before anything is compared.
  mutating func putRecord(_ visit: inout XRPCVisit) throws(Refusal) -> Answer {
    let did = try own(&visit, points: 2)
    let write = try prepare(
      visit.input["record"], try visit.needed("collection"), try visit.needed("rkey"), visit.input["validate"])
    let standing = repositories[did]?.records[write.collection]?[write.key]
    if let standing, standing.id == write.record.id, config.repeatedPut == .nothing {
      return .json(done(write, did).merging(write.standing))
    }
    try compareCommit(visit, did)
    try compareRecord(visit, standing)
    try set(write, did, &visit)
    return .json(done(write, did).merging(["commit": commit(did, visit.now)]).merging(write.standing))
  }

  /// `com.atproto.repo.deleteRecord`
  mutating func deleteRecord(_ visit: inout XRPCVisit) throws(Refusal) -> Answer {
    let did = try own(&visit, points: 1)
    let place = (collection: try collection(visit.needed("collection")), key: try visit.needed("rkey"))
    guard let standing = repositories[did]?.records[place.collection]?[place.key] else {
      if config.absentDelete == .refuse { throw .invalid("no such record") }
      return .json([:])
    }
    try compareCommit(visit, did)
    try compareRecord(visit, standing)
    remove(place.collection, place.key, did, &visit)
    return .json(["commit": commit(did, visit.now)])
  }

  /// `com.atproto.repo.applyWrites`: all or none, in one commit.
  mutating func applyWrites(_ visit: inout XRPCVisit) throws(Refusal) -> Answer {
    guard let writes = visit.input["writes"]?.elements else { throw .invalid("Input/writes must be an array") }
    let points = writes.reduce(0) { sum, write in
      sum + (write["$type"] == "com.atproto.repo.applyWrites#create" ? 3 : kind(write) == "update" ? 2 : 1)
    }
    let did = try own(&visit, points: points)
    if writes.count > 200 { throw .invalid("Too many writes. Max: 200") }
    try compareCommit(visit, did)
    let before = (repositories, view, visit.effects)
    do throws(Refusal) {
      var results: [JSON] = []
      for write in writes { results.append(try apply(write, did, &visit)) }
      return .json(["commit": commit(did, visit.now), "results": .array(results)])
    } catch {
      (repositories, view, visit.effects) = before
      throw error
    }
  }

  private func kind(_ write: JSON) -> String {
    let type = write["$type"]?.text ?? ""
    return type.hasPrefix("com.atproto.repo.applyWrites#") ? String(type.dropFirst(29)) : ""
  }

  private mutating func apply(_ asked: JSON, _ did: String, _ visit: inout XRPCVisit) throws(Refusal) -> JSON {
    guard let collection = asked["collection"]?.text else { throw .invalid("Input/writes must have a collection") }
    let key = asked["rkey"]?.text
    let result = JSON.string("com.atproto.repo.applyWrites#\(kind(asked))Result")
    switch (kind(asked), key) {
    case ("create", _):
      let write = try prepare(asked["value"], collection, key ?? keys.next(at: visit.now), visit.input["validate"])
      try create(write, did, &visit)
      return done(write, did).merging(["$type": result]).merging(write.standing)
    case ("update", let key?):
      let write = try prepare(asked["value"], collection, key, visit.input["validate"])
      guard repositories[did]?.records[collection]?[key] != nil else { throw .broken }
      try set(write, did, &visit)
      return done(write, did).merging(["$type": result]).merging(write.standing)
    case ("delete", let key?):
      guard repositories[did]?.records[collection]?[key] != nil else { throw .broken }
      remove(collection, key, did, &visit)
      return ["$type": result]
    default: throw .invalid("Input/writes must hold creates, updates and deletes")
    }
  }

  /// The repository that the call writes to: only one's own. Counts the points of the write.
  private mutating func own(_ visit: inout XRPCVisit, points: Int) throws(Refusal) -> String {
    let viewer = visit.viewer ?? ""
    try count("points \(viewer)", config.rateLimits.points, points: points, &visit)
    try count("points of the day \(viewer)", config.rateLimits.pointsPerDay, points: points, &visit)
    guard let named = repository(try visit.needed("repo")) else {
      throw .xrpc(403, "AccountNotFound", "Account not found")
    }
    guard named.account.did == viewer else {
      throw .xrpc(401, "AuthenticationRequired", "Authentication Required")
    }
    return viewer
  }

  private func collection(_ name: String) throws(Refusal) -> String {
    guard Syntax.isNSID(name) else { throw .invalid("Input/collection must be a valid nsid") }
    return name
  }

  /// Checks a record and gives it its name.
  private func prepare(_ given: JSON?, _ name: String, _ key: String, _ asked: JSON?) throws(Refusal) -> Write {
    let collection = try collection(name)
    guard Syntax.isRecordKey(key) else { throw .invalid("Input/rkey must be a valid Record Key") }
    guard let given, case .object = given else { throw .invalid("Input/record must be an object") }
    if let type = given["$type"]?.text, type != collection {
      throw .invalid("Invalid $type: expected \(collection), got \(type)")
    }
    let record = given.merging(["$type": .string(collection)])
    let status = try validate(record, collection, key, asked?.truth)
    do {
      return Write(
        collection: collection, key: key,
        record: Repository.Record(value: record, id: try RecordForm.id(of: record)), status: status)
    } catch { throw .invalid(error.reason) }
  }

  private func validate(_ record: JSON, _ type: String, _ key: String, _ asked: Bool?) throws(Refusal) -> String? {
    if asked == false { return nil }
    if config.validation == .none { return "unknown" }
    guard RecordCheck.known.contains(type) else {
      if asked == true { throw .invalid("Lexicon not found: \(type)") }
      return "unknown"
    }
    do {
      try RecordCheck(imageBytes: config.imageBytes).check(record, type: type)
    } catch { throw .invalid("Invalid \(type) record: \(error.text)") }
    guard Syntax.isTID(key) else { throw .invalid("Invalid \(type) record: the record key must be a TID") }
    return "valid"
  }

  private func compareCommit(_ visit: XRPCVisit, _ did: String) throws(Refusal) {
    guard let expected = visit.input["swapCommit"]?.text, let head = repositories[did]?.head.text else { return }
    if expected != head { throw .xrpc(400, "InvalidSwap", "Commit was at \(head)") }
  }

  /// `swapRecord` names what must stand there; null says that nothing may.
  private func compareRecord(_ visit: XRPCVisit, _ standing: Repository.Record?) throws(Refusal) {
    guard let expected = visit.input["swapRecord"], expected.text != standing?.id.text else { return }
    throw .xrpc(400, "InvalidSwap", "Record was at \(standing?.id.text ?? "null")")
  }

  private mutating func create(_ write: Write, _ did: String, _ visit: inout XRPCVisit) throws(Refusal) {
    if repositories[did]?.records[write.collection]?[write.key] != nil {
      switch config.existingKey {
      case .fail: throw .broken
      case .refuse: throw .invalid("record already exists")
      case .replace: break
      }
    }
    try set(write, did, &visit)
  }

  private mutating func set(_ write: Write, _ did: String, _ visit: inout XRPCVisit) throws(Refusal) {
    try lookAtBlobs(write.record.value, did, visit.now)
    repositories[did]?.use(write.record.value, by: 1)
    let before = repositories[did]?.records[write.collection]?.updateValue(write.record, forKey: write.key)
    if repositories[did]?.records[write.collection] == nil {
      repositories[did]?.records[write.collection] = [write.key: write.record]
    }
    if let before { repositories[did]?.use(before.value, by: -1) }
    if before?.id != write.record.id {
      show(write.record, write.collection, write.key, did, before == nil ? .create : .replace, &visit)
    }
  }

  private mutating func remove(_ collection: String, _ key: String, _ did: String, _ visit: inout XRPCVisit) {
    guard let gone = repositories[did]?.records[collection]?.removeValue(forKey: key) else { return }
    show(gone, collection, key, did, .delete, &visit)
    repositories[did]?.use(gone.value, by: -1)
  }

  private mutating func commit(_ did: String, _ now: Date) -> JSON {
    repositories[did]?.commit(revision: keys.next(at: now)) ?? .null
  }

  private func done(_ write: Write, _ did: String) -> JSON {
    ["uri": .string("at://\(did)/\(write.collection)/\(write.key)"), "cid": .string(write.record.id.text)]
  }
}

extension Refusal {
  /// What goes wrong inside, its details withheld.
  static let broken = Refusal.xrpc(500, "InternalServerError", "Internal Server Error")
}

extension JSON {
  /// This object with the members of another put over it.
  func merging(_ other: JSON) -> JSON {
    if case .object(let members) = other { merging(members) } else { self }
  }
}
