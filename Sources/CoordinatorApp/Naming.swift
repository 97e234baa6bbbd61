import Console
import Domain

/// Finds items by what people call them: a name, or a unique beginning of the id, short or in full.
struct Naming {
  let items: Items

  func region(_ text: String) throws(Complaint) -> Region {
    try one(items.regions.values.filter { fits(text, $0.name, $0.id) }, text, "office") { ($0.name, $0.id.text) }
  }

  func member(_ text: String) throws(Complaint) -> Member {
    try one(items.members.values.filter { fits(text, $0.name, $0.id) }, text, "member") { ($0.name, $0.id.text) }
  }

  func channel(_ text: String) throws(Complaint) -> Channel {
    let found = items.channels.values.filter { fits(text, $0.name, $0.id) || $0.handle == text }
    return try one(found, text, "channel") { ($0.name, $0.id.text) }
  }

  func grant(_ text: String) throws(Complaint) -> Grant {
    try one(items.grants.values.filter { fits(text, nil, $0.id) }, text, "grant") { ($0.tier.title, $0.id.text) }
  }

  func stop(_ text: String) throws(Complaint) -> StopOrder {
    try one(items.stops.values.filter { fits(text, nil, $0.id) }, text, "stop") { ($0.scope.name, $0.id.text) }
  }

  private func fits<Named>(_ text: String, _ name: String?, _ id: Identifier<Named>) -> Bool {
    let lower = text.lowercased()
    return text == name || (text.count >= 4 && (id.short.hasPrefix(lower) || id.text.hasPrefix(lower)))
  }

  private func one<Item>(
    _ found: [Item], _ text: String, _ what: String, _ called: (Item) -> (name: String, id: String)
  ) throws(Complaint) -> Item {
    guard let first = found.first else {
      throw Complaint(
        .usage, "There is no \(what) \"\(Output.tame(text))\".", remedy: "See the list command for names.")
    }
    guard found.count == 1 else {
      let names = found.map(called).sorted { $0.id < $1.id }
        .map { "\(Output.tame($0.name)) (\(Self.short($0.id, among: found.map { called($0).id })))" }
      throw Complaint(
        .usage, "\"\(Output.tame(text))\" fits several: \(names.joined(separator: ", ")).", remedy: "Give the id.")
    }
    return first
  }

  /// The short id where it tells an item from the others, else the full one.
  private static func short(_ id: String, among others: [String]) -> String {
    func short(_ id: String) -> Substring { id.suffix(12).prefix(8) }
    return others.count { short($0) == short(id) } == 1 ? String(short(id)) : id
  }
}
