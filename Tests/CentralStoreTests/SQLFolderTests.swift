import CentralStore
import Foundation
import TestKit
import Testing

/// The folder `sql`, wherever it stands.
struct SQLFolderTests {
  @Test(arguments: ["plain", "two words", "Môn", "100%"])
  func aFolderOfAnyNameIsReadWhole(_ name: String) throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "crier-sql-\(UUID().uuidString)/\(name)")
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place.deletingLastPathComponent()) }
    let copy = place.path(percentEncoded: false)
    try FileManager.default.copyItem(atPath: SourceTree.sql, toPath: copy)
    #expect(try SQLFolder.read(copy) == SQLFile.manifest)
    #expect(throws: Never.self) { try SQLFolder(path: copy) }
    // A file that is not ours is seen there too.
    try Data().write(to: place.appending(path: "views/99_more.sql"))
    #expect(throws: MigrationError.stranger("views/99_more.sql")) { try SQLFolder(path: copy) }
  }
}
