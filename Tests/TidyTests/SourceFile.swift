import Foundation

/// A file of the project as rules see it: a path from the top of the tree, and its lines.
struct SourceFile: Sendable {
  let path: String
  let text: String
  let lines: [String]
  /// The lines with comments and the insides of strings blanked out; for Swift only, otherwise empty.
  let code: [String]
  let isExecutable: Bool

  init(_ path: String, _ text: String, isExecutable: Bool = false) {
    self.path = path
    self.text = text
    self.isExecutable = isExecutable
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    code =
      path.hasSuffix(".swift")
      ? CodeMask.mask(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      : []
  }

  var name: String { String(path.split(separator: "/").last ?? "") }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var isSQL: Bool { path.hasSuffix(".sql") }
  /// A script for sh or bash, by its first line.
  var isShell: Bool { lines[0].hasPrefix("#!") && lines[0].hasSuffix("sh") }

  /// The target whose folder under `root` ("Sources" or "Tests") this file is in.
  func target(under root: String) -> String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == root ? String(parts[1]) : nil
  }

  func isUnder(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }

  /// A finding at an index of `lines`.
  func finding(_ index: Int, _ message: String) -> Finding {
    Finding(file: path, line: index + 1, message: message)
  }

  /// Findings at every line of code that `isWrong`.
  func codeLines(where isWrong: (String) -> Bool, say message: String) -> [Finding] {
    code.indices.filter { isWrong(code[$0]) }.map { finding($0, message) }
  }
}

/// All files of the project.
struct Tree: Sendable {
  let files: [SourceFile]

  /// The tree that this very file is part of, read once.
  static let ours = Result { try Tree(root: URL(filePath: #filePath).appending(path: "../../..").standardized) }

  init(_ files: [SourceFile]) { self.files = files }

  /// Reads the project's texts: the files at the top and the folders that belong to it, build products apart.
  init(root: URL) throws {
    let manager = FileManager.default
    let folders: Set = ["Sources", "Tests", "sql", "ops", "docs", "examples", "share", ".ci"]
    let top = try manager.contentsOfDirectory(atPath: root.path)
    let known = top.filter { folders.contains($0) || !$0.hasPrefix(".") || $0 == ".swift-format" }
    var found: [SourceFile] = []
    func isFolder(_ url: URL) throws -> Bool { try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
    func read(_ path: String) throws {
      let url = root.appending(path: path)
      if try isFolder(url) {
        for name in try manager.contentsOfDirectory(atPath: url.path) where name != "__pycache__" && name.first != "." {
          try read("\(path)/\(name)")
        }
      } else if let text = String(bytes: try Data(contentsOf: url), encoding: .utf8) {
        found.append(SourceFile(path, text, isExecutable: manager.isExecutableFile(atPath: url.path)))
      }
    }
    for name in known where try isFolder(root.appending(path: name)) == folders.contains(name) { try read(name) }
    files = found.sorted { $0.path < $1.path }
  }
}
