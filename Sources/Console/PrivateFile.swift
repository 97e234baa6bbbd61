import Foundation

/// A file that only its owner may read, from its first byte on.
package enum PrivateFile {
  /// Writes it whole or not at all: until then what was there stays.
  package static func write(_ text: String, to path: String) throws(Complaint) {
    let before = umask(0o077)
    defer { umask(before) }
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Complaint(
        .unreachable, "The file \(path) cannot be written.", remedy: "Look at the folder's rights and room.")
    }
  }
}
