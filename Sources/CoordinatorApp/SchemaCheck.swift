import CentralStore
import Console

extension SchemaStanding {
  /// One sentence on how the database stands to this program.
  var sentence: String {
    switch self {
    case .fitting: "The database is as this version wants it."
    case .different(let paths):
      "The database was prepared by another version. Of its SQL files differ \(paths.count), as \(Self.first(paths))."
    case .behind(let paths):
      "The database is behind this version: it lacks \(paths.count) of its SQL files, as \(Self.first(paths))."
    case .foreign(.newer(let name)):
      "The database is ahead of this version: it has had the migration \(name), of which this program knows nothing."
    case .foreign(let error): error.description
    }
  }

  private static func first(_ paths: [String]) -> String { paths.first ?? "none" }

  /// What to do; nil where all is well.
  var remedy: String? {
    switch self {
    case .fitting: nil
    case .different: "Run crier-coordinator migrate where this is the newer version, else install the newer program."
    case .behind: "Run crier-coordinator migrate of this version."
    case .foreign(.newer): "Install the newer program; migrate of this version would refuse too."
    case .foreign: "See crier-coordinator migrate --check."
    }
  }

  /// Whether this program can work with it.
  var isUsable: Bool {
    switch self {
    case .fitting, .different: true
    case .behind, .foreign: false
    }
  }

  /// Refuses a database that would fail this program later.
  @discardableResult
  static func require(of database: CentralDatabase) async throws -> SchemaStanding {
    let standing = SchemaStanding(of: try await database.run(ReadSchema()))
    guard standing.isUsable else { throw Complaint(.refused, standing.sentence, remedy: standing.remedy) }
    return standing
  }
}
