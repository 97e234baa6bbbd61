import GRDB

/// What is wrong with the local store.
package struct LocalStoreError: Error, Hashable, Sendable {
  package enum Code: String, Sendable {
    /// No such file, or no right to it.
    case unreachable
    /// Another process has held it for too long.
    case busy
    /// No room left on the disk.
    case full
    /// The disk does not take or give what it is asked for; what is stored may well be whole.
    case disk
    /// It is no database, or broken.
    case damaged
    /// A newer version of the program has written it.
    case newer
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
    self.init(Self.code(error.extendedResultCode), error.message ?? "SQLite error \(error.resultCode.rawValue)")
  }

  /// - Parameter result: SQLite's extended result code.
  static func code(_ result: ResultCode) -> Code {
    switch result {
    // The shared index takes 32 KiB on the disk before anything is read; SQLite has a code of its own for it.
    case .SQLITE_IOERR_SHMSIZE: return .full
    // The file ends too soon, or a page is not what was written.
    case .SQLITE_IOERR_SHORT_READ, .SQLITE_IOERR_DATA: return .damaged
    case .SQLITE_IOERR_BLOCKED: return .busy
    case .SQLITE_IOERR_NOMEM: return .failed
    case .SQLITE_IOERR_SHMOPEN, .SQLITE_IOERR_ACCESS, .SQLITE_IOERR_AUTH, .SQLITE_IOERR_GETTEMPPATH,
      .SQLITE_IOERR_CONVPATH:
      return .unreachable
    default: break
    }
    switch result.primaryResultCode {
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH: return .unreachable
    case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy
    case .SQLITE_FULL: return .full
    // A write or a sync that failed, as over a quota or on a failing disk: nothing of it was said to be done.
    case .SQLITE_IOERR: return .disk
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: return .damaged
    default: return .failed
    }
  }
}
