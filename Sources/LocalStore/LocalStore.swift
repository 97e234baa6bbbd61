import Foundation
import GRDB

/// An office's own database: what it was last told, what it has done, and how far both have got to the centre.
///
/// Several processes may have it open at once: commands write to it whether or not `run` is running.
package final class LocalStore: Sendable {
  /// Name of the file in the state folder.
  package static let fileName = "office.sqlite"

  /// Nothing can be written: there is no room on the disk. What is stored is shown all the same, by one command at a
  /// time, as SQLite's shared index has no room either.
  package let isForReadingOnly: Bool

  private let database: any DatabaseWriter

  /// The store's file in a state folder. Folders are named as people name them, with blanks and accents.
  static func file(in folder: String) -> String { "\(folder)/\(fileName)" }

  /// Opens the store in a folder that exists; makes it where there is none.
  ///
  /// - Parameter orForReading: where there is no room to write, open it for reading only instead of failing.
  package init(folder: String, orForReading: Bool = false) throws(LocalStoreError) {
    let path = Self.file(in: folder)
    do {
      database = try Self.saying { try Self.open(path) }
      isForReadingOnly = false
    } catch {
      guard orForReading, error.code == .full, let quiet = try? Self.openForReading(path) else { throw error }
      database = quiet
      isForReadingOnly = true
    }
    try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  private static func open(_ path: String) throws -> any DatabaseWriter {
    var configuration = Configuration()
    configuration.label = "office"
    configuration.busyMode = .timeout(30)
    let pool = try DatabasePool(path: path, configuration: configuration)
    // Durable before "done". The pool sets NORMAL when it turns the write-ahead log on, so this comes after.
    try pool.writeWithoutTransaction { try $0.execute(sql: "pragma synchronous = full") }
    let isNewer = try pool.read {
      try $0.tableExists("grdb_migrations") && LocalSchema.migrator.hasBeenSuperseded($0)
    }
    guard !isNewer else { throw LocalStoreError(.newer, "it holds what this version does not know") }
    try LocalSchema.migrator.migrate(pool)
    return pool
  }

  /// Alone with the store SQLite keeps its index in memory and writes nothing. Fails where somebody else has it open.
  private static func openForReading(_ path: String) throws -> any DatabaseWriter {
    var configuration = Configuration()
    configuration.label = "office"
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { try $0.execute(sql: "pragma locking_mode = exclusive") }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    guard try queue.read({ try LocalSchema.migrator.hasCompletedMigrations($0) }) else {
      throw LocalStoreError(.full, "there is no room to bring the store up to this version")
    }
    return queue
  }

  package func close() {
    try? database.close()
  }

  /// What SQLite says of how it writes: 2 is FULL.
  package func synchronousMode() throws(LocalStoreError) -> Int {
    try Self.saying {
      try database.writeWithoutTransaction { try Int.fetchOne($0, sql: "pragma synchronous") ?? -1 }
    }
  }

  /// Reads through the whole file; the first thing found wrong, else nil.
  package func damage() throws(LocalStoreError) -> String? {
    let found = try read { try String.fetchOne($0, sql: "pragma quick_check(1)") }
    return found == "ok" ? nil : found
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(LocalStoreError) -> Value {
    try Self.saying { try database.read(body) }
  }

  /// One transaction: all of it or nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws(LocalStoreError) -> Value {
    try refuseWithoutRoom()
    return try Self.saying { try database.write(body) }
  }

  /// As `write`, where the body has reasons of its own to give up; those pass unchanged.
  func writeOrGiveUp<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try refuseWithoutRoom()
    do {
      return try database.write(body)
    } catch let error as DatabaseError {
      throw LocalStoreError(error)
    }
  }

  private func refuseWithoutRoom() throws(LocalStoreError) {
    if isForReadingOnly { throw LocalStoreError(.full, "it is open for reading only") }
  }

  private static func saying<Value>(_ body: () throws -> Value) throws(LocalStoreError) -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw LocalStoreError(error)
    } catch let error as LocalStoreError {
      throw error
    } catch {
      throw LocalStoreError(.damaged, "what is stored cannot be read: \(type(of: error))")
    }
  }
}
