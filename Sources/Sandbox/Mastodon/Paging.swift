/// One page of a list that is kept by growing identifiers and shown newest first.
package struct Paging: Sendable, Equatable {
  package var limit: Int
  package var maxID: String?
  package var sinceID: String?
  package var minID: String?

  /// Reads `limit`, `max_id`, `since_id`, `min_id`; a limit outside 1…`most` is brought inside.
  package init(_ parameters: Parameters, usual: Int, most: Int) {
    limit = min(max(1, parameters.number("limit") ?? usual), most)
    maxID = parameters["max_id"]
    sinceID = parameters["since_id"]
    minID = parameters["min_id"]
  }

  /// Picks the page out of elements in ascending order. `min_id` takes those next above it, `since_id` and
  /// `max_id` the newest that fit; the page is newest first in every case.
  package func page<Element>(
    of elements: some BidirectionalCollection<Element>, by id: (Element) -> String
  ) -> [Element] {
    var found: [Element] = []
    if let minID {
      for element in elements where precedes(minID, id(element)) {
        if let maxID, !precedes(id(element), maxID) { break }
        found.append(element)
        if found.count == limit { break }
      }
      return found.reversed()
    }
    for element in elements.reversed() {
      if let sinceID, !precedes(sinceID, id(element)) { break }
      if let maxID, !precedes(id(element), maxID) { continue }
      found.append(element)
      if found.count == limit { break }
    }
    return found
  }

  /// The `Link` header of a page: older by `max_id`, newer by `min_id`; nil for an empty page.
  package func link(_ address: String, first: String?, last: String?, others: [(String, String)]) -> String? {
    guard let first, let last else { return nil }
    let kept = (others + [("limit", String(limit))]).map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    return "<\(address)?\(kept)&max_id=\(last)>; rel=\"next\", <\(address)?\(kept)&min_id=\(first)>; rel=\"prev\""
  }
}
