/// What two changes of one field make of each other, from the value that both began with: pure, field by field.
///
/// `base` is what the change started from, `centre` what stands now, `theirs` what is wanted. Where only one side
/// changed a field its value is taken, and what both changed alike is fine. Where they differ:
///
/// | field | rule |
/// | --- | --- |
/// | text, content warning, alternative text | a person chooses; the centre's stays until then |
/// | channels, images | each is added or removed as either side wants: what one removed is gone |
/// | due time | unscheduled until a person chooses |
/// | "not after" | a person chooses; the centre's stays |
/// | visibility | what fewer people can see: private, unlisted, public |
/// | class | what passes fewer queues and stops: routine, event, emergency |
/// | campaign | a label is kept against none: stops go by it; between two labels a person chooses |
package enum Merge {
  /// How a field came to its value.
  package enum How: String, Hashable, Sendable, CaseIterable {
    /// They changed nothing here, or both sides the same.
    case kept
    case taken
    /// All that either side added or removed.
    case joined
    /// A rule decided; the value that was not taken is put on record.
    case ruled
    /// No rule may decide.
    case conflicted
  }

  /// A field after the merge.
  package struct Settled: Hashable, Sendable {
    package var field: PostField
    /// Nil: not told.
    package var base: FieldValue?
    package var centre: FieldValue
    package var theirs: FieldValue
    /// What stands from now on.
    package var value: FieldValue
    package var how: How

    package init(
      field: PostField, base: FieldValue?, centre: FieldValue, theirs: FieldValue, value: FieldValue, how: How
    ) {
      self.field = field
      self.base = base
      self.centre = centre
      self.theirs = theirs
      self.value = value
      self.how = how
    }

    /// The same left to a person: what each side wants may not stand together.
    package var leftToAPerson: Settled {
      guard how != .kept else { return self }
      var settled = self
      settled.how = .conflicted
      settled.value = Merge.meanwhile(field, centre)
      return settled
    }
  }

  /// One field; of images also the texts that describe them, each a field of its own.
  package static func settle(
    _ field: PostField, base: FieldValue?, centre: FieldValue, theirs: FieldValue
  ) -> [Settled] {
    func settled(_ value: FieldValue, _ how: How) -> [Settled] {
      [Settled(field: field, base: base, centre: centre, theirs: theirs, value: value, how: how)]
    }
    if theirs == centre || theirs == base { return settled(centre, .kept) }
    if base == centre { return settled(theirs, .taken) }
    switch (base, centre, theirs) {
    case (_, .visibility(let centre), .visibility(let theirs)):
      return settled(.visibility(centre.openness < theirs.openness ? centre : theirs), .ruled)
    case (_, .postClass(let centre), .postClass(let theirs)):
      return settled(.postClass(centre.priority > theirs.priority ? centre : theirs), .ruled)
    case (.channels(let base), .channels(let centre), .channels(let theirs)):
      let joined = join(base, centre, theirs)
      if !joined.isEmpty || centre.isEmpty || theirs.isEmpty { return settled(.channels(joined), .joined) }
    case (.media(let base), .media(let ours), .media(let wanted)):
      return ImageMerge(base: base, centre: ours, theirs: wanted).settled
    case (_, .text(let ours), .text(let wanted)) where field == .campaign && (ours.isEmpty || wanted.isEmpty):
      return settled(ours.isEmpty ? theirs : centre, .ruled)
    default: break
    }
    return settled(meanwhile(field, centre), .conflicted)
  }

  /// What stands while a person has not chosen.
  package static func meanwhile(_ field: PostField, _ centre: FieldValue) -> FieldValue {
    field == .due ? .due(nil) : centre
  }

  /// Three-way: what either side removed is gone, what either added is there; in the order of the centre's.
  static func join<Element: Hashable>(_ base: [Element], _ centre: [Element], _ theirs: [Element]) -> [Element] {
    let (was, ours, wanted) = (Set(base), Set(centre), Set(theirs))
    return centre.filter { wanted.contains($0) || !was.contains($0) }
      + theirs.filter { !ours.contains($0) && !was.contains($0) }
  }
}

extension Visibility {
  /// Lower: fewer people can see it.
  fileprivate var openness: Int {
    switch self {
    case .private: 0
    case .unlisted: 1
    case .public: 2
    }
  }
}
