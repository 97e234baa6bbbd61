import HTTPTypes

/// A request as an adapter wants it made.
package struct PlatformRequest: Hashable, Sendable {
  package var head: HTTPRequest
  package var body: PlatformBody
  /// Has a visible effect: made at most once for each intent.
  package var acts: Bool

  package init(head: HTTPRequest, body: PlatformBody = .none, acts: Bool) {
    self.head = head
    self.body = body
    self.acts = acts
  }
}
