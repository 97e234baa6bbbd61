import CentralStore
import Console
import Foundation

/// What this machine last saw of the database, kept outside it: a database that is another one, or stands further
/// back, was restored and may have forgotten what has gone out.
struct HighWaterMark: Sendable {
  let path: String

  init(folder: String) {
    path = folder + "/high-water.json"
  }

  /// What a start has to do.
  enum Verdict: Hashable, Sendable {
    /// As it was, or further.
    case goOn
    /// Nothing has ever been sent from it, or others are at work on it: take it as it is.
    case takeAsItIs
    /// It may have lost something: the reason, for the operator.
    case mayHaveLost(String)
  }

  /// Compares what was seen with what is there. Pure.
  static func judge(seen: ReadIdentity.Identity?, now: ReadIdentity.Identity) -> Verdict {
    guard let seen else {
      return now.alive > 0 || !now.anything
        ? .takeAsItIs : .mayHaveLost("this machine has no note of how far the database had come")
    }
    // Somebody who is at work here has changed the epoch since: they have judged it already.
    if now.alive > 0, now.generation > seen.generation { return .takeAsItIs }
    if now.generation < seen.generation { return .mayHaveLost("the database stands further back than it did") }
    if now.system != seen.system || now.database != seen.database {
      return now.anything ? .mayHaveLost("this is another database than before") : .takeAsItIs
    }
    if now.timeline != seen.timeline { return .mayHaveLost("the database was recovered or has failed over") }
    if now.claims < seen.claims || now.rulings < seen.rulings {
      return .mayHaveLost("the database stands further back than it did")
    }
    // It may have come as far again since: then its rulings are others.
    if now.actThen != seen.lastAct { return .mayHaveLost("the database has made other rulings than it had") }
    return .goOn
  }

  func read() -> ReadIdentity.Identity? {
    FileManager.default.contents(atPath: path).flatMap {
      try? JSONDecoder().decode(ReadIdentity.Identity.self, from: $0)
    }
  }

  /// Notes how far the database has come. Atomic: a kill leaves the old note or the new one.
  func write(_ identity: ReadIdentity.Identity) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try JSONEncoder().encode(identity).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
