/// What ids are called in lists: the shortest beginning of the short form, at least four characters, that fits one of
/// them alone.
struct ShortNames: Sendable {
  private let sorted: [String]

  init(_ ids: some Sequence<String>) {
    sorted = ids.map(Naming.short).sorted()
  }

  func name(of id: String) -> String {
    let mine = Naming.short(id)
    // In sorted order whatever shares a beginning stands next to it.
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < mine { low = middle + 1 } else { high = middle }
    }
    let isListed = low < sorted.count && sorted[low] == mine
    let neighbours = [low - 1, isListed ? low + 1 : low].filter(sorted.indices.contains).map { sorted[$0] }
    let shared = neighbours.map { Self.shared($0, mine) }.max() ?? 0
    return shared >= mine.count ? id : String(mine.prefix(max(Naming.shortest, shared + 1)))
  }

  private static func shared(_ one: String, _ other: String) -> Int {
    zip(one, other).prefix { $0 == $1 }.count
  }
}
