import Foundation
import GRDB

/// An office's own database: what it was last told, what it has done, and how far both have got to the centre.
///
/// Several processes may have it open at once: commands write to it whether or not `run` is running.
package final class LocalStore: Sendable {
  /// Name of the file in the state folder.
  package static let fileName = "office.sqlite"

  private let pool: DatabasePool

  /// The store's file in a state folder. Folders are named as people name them, with blanks and accents.
  static func file(in folder: String) -> String { "\(folder)/\(fileName)" }

  /// Opens the store in a folder that exists; makes it where there is none.
  package init(folder: String) throws(LocalStoreError) {
    var configuration = Configuration()
    configuration.label = "office"
    configuration.busyMode = .timeout(30)
    let path = Self.file(in: folder)
    pool = try Self.saying {
      let pool = try DatabasePool(path: path, configuration: configuration)
      // Durable before "done". The pool sets NORMAL when it turns the write-ahead log on, so this comes after.
      try pool.writeWithoutTransaction { try $0.execute(sql: "pragma synchronous = full") }
      try LocalSchema.migrator.migrate(pool)
      return pool
    }
    try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  package func close() {
    try? pool.close()
  }

  /// What SQLite says of how it writes: 2 is FULL.
  package func synchronousMode() throws(LocalStoreError) -> Int {
    try Self.saying {
      try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "pragma synchronous") ?? -1 }
    }
  }

  /// Reads through the whole file; the first thing found wrong, else nil.
  package func damage() throws(LocalStoreError) -> String? {
    let found = try read { try String.fetchOne($0, sql: "pragma quick_check(1)") }
    return found == "ok" ? nil : found
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(LocalStoreError) -> Value {
    try Self.saying { try pool.read(body) }
  }

  /// One transaction: all of it or nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws(LocalStoreError) -> Value {
    try Self.saying { try pool.write(body) }
  }

  /// As `write`, where the body has reasons of its own to give up; those pass unchanged.
  func writeOrGiveUp<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do {
      return try pool.write(body)
    } catch let error as DatabaseError {
      throw LocalStoreError(error)
    }
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

/// What is wrong with the local store.
package struct LocalStoreError: Error, Hashable, Sendable {
  package enum Code: String, Sendable {
    /// No such file, or no right to it.
    case unreachable
    /// Another process has held it for too long.
    case busy
    /// No room left on the disk.
    case full
    /// It is no database, or broken.
    case damaged
    /// Anything else.
    case failed
  }

  package var code: Code
  package var message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  init(_ error: DatabaseError) {
    let code: Code =
      switch error.resultCode {
      case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH: .unreachable
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
      case .SQLITE_FULL: .full
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR: .damaged
      default: .failed
      }
    self.init(code, error.message ?? "SQLite error \(error.resultCode.rawValue)")
  }
}
