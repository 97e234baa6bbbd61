import Console
import Platforms

/// The platforms that this build speaks to.
enum Adapters {
  static let all: [any Platform] = [Mastodon()]

  static var names: String { all.map(\.name).joined(separator: ", ") }

  static func named(_ name: String) throws(Complaint) -> any Platform {
    guard let adapter = all.first(where: { $0.name == name }) else {
      throw Complaint(.usage, "There is no adapter for \(name).", remedy: "There are: \(names).")
    }
    return adapter
  }
}
