import Console
import Platforms

/// The platforms that this build speaks to.
enum Adapters {
  /// Those that can change a post that is out.
  static let editing = Set(PlatformCatalogue.all.filter(\.promises.canEdit).map(\.name))

  static var names: String { PlatformCatalogue.all.map(\.name).joined(separator: ", ") }

  static func named(_ name: String) throws(Complaint) -> any Platform {
    guard let adapter = PlatformCatalogue.adapter(named: name) else {
      throw Complaint(.usage, "There is no adapter for \(name).", remedy: "There are: \(names).")
    }
    return adapter
  }
}
