/// The images of a post after two changes: which, in which order, and each text that describes one.
struct ImageMerge {
  let base: [MediaReference]
  let centre: [MediaReference]
  let theirs: [MediaReference]

  /// The images first, then the descriptions that a person must choose between.
  var settled: [Merge.Settled] {
    var images: [MediaReference] = []
    var open: [Merge.Settled] = []
    for id in order {
      guard var image = Self.find(id, in: centre) ?? Self.find(id, in: theirs) else { continue }
      (image.alternative, image.decorative) = ([:], decorative(id))
      for language in languages(of: id) {
        let one = description(of: id, in: language)
        if case .text(let text) = one.value, !text.isEmpty { image.alternative[language] = text }
        if one.how == .conflicted { open.append(one) }
      }
      images.append(image)
    }
    let whole = Merge.Settled(
      field: .media, base: .media(base), centre: .media(centre), theirs: .media(theirs), value: .media(images),
      how: losesSomething ? .ruled : .joined)
    return [whole] + open
  }

  /// Those that nobody removed. Where only they moved them their order counts, else the centre's.
  private var order: [Digest] {
    let (was, ours, wanted) = (base.map(\.sha256), centre.map(\.sha256), theirs.map(\.sha256))
    let stays = Set(Merge.join(was, ours, wanted))
    let moved = Self.kept(ours, of: was) == Self.kept(was, of: ours)
    let first = moved ? wanted : ours
    let second = moved ? ours : wanted
    let taken = Set(first)
    return first.filter(stays.contains) + second.filter { stays.contains($0) && !taken.contains($0) }
  }

  /// Something that one side wanted is not in the result: an order, or the description of an image that is gone.
  private var losesSomething: Bool {
    let (was, ours, wanted) = (base.map(\.sha256), centre.map(\.sha256), theirs.map(\.sha256))
    let common = Set(was).intersection(ours).intersection(wanted)
    func order(_ ids: [Digest]) -> [Digest] { ids.filter(common.contains) }
    if Set([order(was), order(ours), order(wanted)]).count == 3 { return true }
    return base.contains { image in
      let (one, other) = (Self.find(image.sha256, in: centre), Self.find(image.sha256, in: theirs))
      guard (one == nil) != (other == nil), let left = one ?? other else { return false }
      return FieldValue.media([left]) != .media([image])
    }
  }

  private func languages(of id: Digest) -> [String] {
    let all = [centre, theirs].compactMap { Self.find(id, in: $0)?.alternative.keys }
    return Set(all.flatMap { $0 }).sorted()
  }

  /// An image that one side alone has is described as there.
  private func description(of id: Digest, in language: String) -> Merge.Settled {
    func text(_ media: [MediaReference]) -> FieldValue? {
      Self.find(id, in: media).map { .text($0.alternative[language] ?? "") }
    }
    let ours = text(centre) ?? text(theirs) ?? .text("")
    let settled = Merge.settle(
      .alternative(id, language), base: text(base), centre: ours, theirs: text(theirs) ?? ours)
    return settled[0]
  }

  /// In doubt an image says something.
  private func decorative(_ id: Digest) -> Bool {
    let (was, ours, wanted) = (Self.find(id, in: base), Self.find(id, in: centre), Self.find(id, in: theirs))
    guard let ours, let wanted else { return (ours ?? wanted)?.decorative ?? false }
    if ours.decorative == wanted.decorative { return ours.decorative }
    guard let was else { return false }
    return ours.decorative == was.decorative ? wanted.decorative : ours.decorative
  }

  private static func find(_ id: Digest, in media: [MediaReference]) -> MediaReference? {
    media.first { $0.sha256 == id }
  }

  private static func kept(_ ids: [Digest], of others: [Digest]) -> [Digest] {
    let others = Set(others)
    return ids.filter(others.contains)
  }
}
