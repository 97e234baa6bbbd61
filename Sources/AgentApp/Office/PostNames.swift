import Console
import Domain
import LocalStore

/// Finds posts and channels by what people type.
extension Office {
  func post(named wanted: String) throws -> PostID {
    try Naming.one(of: try store.postIDs(), named: wanted, what: "post", id: \.text, name: { _ in nil })
  }

  /// Posts by id, or all of a campaign that stand in one of the states.
  func posts(named wanted: [String], campaign: String?, in states: Set<PostState>) throws -> [PostID] {
    if let campaign {
      guard wanted.isEmpty else { throw Complaint(.usage, "Name posts or a campaign, not both.") }
      let posts = try store.view(.posts(store.postIDs(campaign: campaign))).items.posts.values
        .filter { $0.region == identity.region && $0.campaign == campaign && states.contains($0.state) }
        .sorted(by: Office.byDue)
      guard !posts.isEmpty else {
        throw Complaint(.usage, "No post of the campaign \"\(Output.tame(campaign))\" waits for this.")
      }
      return posts.map(\.id)
    }
    guard !wanted.isEmpty else { throw Complaint(.usage, "Name a post, or --campaign.") }
    var ids: [PostID] = []
    for name in wanted {
      let id = try post(named: name)
      if !ids.contains(id) { ids.append(id) }
    }
    return ids
  }

  /// By due time, those without one last.
  static func byDue(_ left: Post, _ right: Post) -> Bool {
    let (one, other) = (left.due?.at ?? .distantFuture, right.due?.at ?? .distantFuture)
    return one == other ? left.id < right.id : one < other
  }

  static func channel(named wanted: String, in items: Items) throws -> Channel {
    let channels = items.channels.values.filter { $0.state != .removed }
    if let byHandle = channels.first(where: { $0.handle.lowercased() == wanted.lowercased() }) { return byHandle }
    return try Naming.one(of: channels, named: wanted, what: "channel", id: \.id.text, name: \.name)
  }
}
