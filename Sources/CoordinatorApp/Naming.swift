import Console
import Domain

/// Finds items by what people call them: a name, a full id, or a unique beginning of the short id.
struct Naming {
  let items: Items

  func region(_ text: String) throws(Complaint) -> Region {
    try one(items.regions.values.filter { fits(text, $0.name, $0.id) }, text, "office", \.name)
  }

  func member(_ text: String) throws(Complaint) -> Member {
    try one(items.members.values.filter { fits(text, $0.name, $0.id) }, text, "member", \.name)
  }

  func channel(_ text: String) throws(Complaint) -> Channel {
    let found = items.channels.values.filter { fits(text, $0.name, $0.id) || $0.handle == text }
    return try one(found, text, "channel", \.name)
  }

  func grant(_ text: String) throws(Complaint) -> Grant {
    try one(items.grants.values.filter { fits(text, nil, $0.id) }, text, "grant") { $0.id.short }
  }

  func stop(_ text: String) throws(Complaint) -> StopOrder {
    try one(items.stops.values.filter { fits(text, nil, $0.id) }, text, "stop") { $0.id.short }
  }

  private func fits<Named>(_ text: String, _ name: String?, _ id: Identifier<Named>) -> Bool {
    text == name || text.lowercased() == id.text || (text.count >= 4 && id.short.hasPrefix(text.lowercased()))
  }

  private func one<Item>(
    _ found: [Item], _ text: String, _ what: String, _ name: (Item) -> String
  ) throws(Complaint) -> Item {
    guard let first = found.first else {
      throw Complaint(
        .usage, "There is no \(what) \"\(Output.tame(text))\".", remedy: "See the list command for names.")
    }
    guard found.count == 1 else {
      let names = found.map(name).joined(separator: ", ")
      throw Complaint(.usage, "\"\(Output.tame(text))\" fits several: \(names).", remedy: "Give the id.")
    }
    return first
  }
}
