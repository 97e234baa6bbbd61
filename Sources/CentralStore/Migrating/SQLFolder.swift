import Domain
import Foundation

/// The folder `sql` as it is on disk, checked file by file against what this program was built with.
package struct SQLFolder: Sendable {
  package let files: [SQLFile]
  private let texts: [String: String]

  /// Reads every file that is to be applied.
  ///
  /// - Throws: `.unreadable`, `.altered`, `.stranger`.
  package init(path: String, manifest: [SQLFile] = SQLFile.manifest) throws(MigrationError) {
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    var texts: [String: String] = [:]
    for file in manifest {
      guard let data = try? Data(contentsOf: folder.appending(path: file.path)),
        let text = String(validating: data, as: UTF8.self)
      else { throw .unreadable(file.path) }
      guard Digest.of(Array(data)).hex == file.sha256 else { throw .altered(file.path) }
      texts[file.path] = text
    }
    if let stranger = Self.paths(in: folder).first(where: { texts[$0] == nil }) { throw .stranger(stranger) }
    self.files = manifest.sorted(by: SQLFile.precedes)
    self.texts = texts
  }

  package func text(of file: SQLFile) -> String { texts[file.path] ?? "" }

  /// What there is on disk and how it reads now, in the order of applying.
  package static func read(_ path: String) throws(MigrationError) -> [SQLFile] {
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    var files: [SQLFile] = []
    for path in paths(in: folder) {
      guard let data = try? Data(contentsOf: folder.appending(path: path)) else { throw .unreadable(path) }
      if let file = SQLFile(path: path, sha256: Digest.of(Array(data)).hex) { files.append(file) }
    }
    return files.sorted(by: SQLFile.precedes)
  }

  /// The files that would be applied, relative to the folder.
  private static func paths(in folder: URL) -> [String] {
    SQLFile.Kind.folders.keys.sorted().flatMap { kind in
      let below = folder.appending(path: kind, directoryHint: .isDirectory)
      let walk = FileManager.default.enumerator(atPath: below.path(percentEncoded: false))
      let names = walk?.compactMap { $0 as? String } ?? []
      return names.filter { $0.hasSuffix(".sql") }.map { "\(kind)/\($0)" }.sorted()
    }
  }
}
