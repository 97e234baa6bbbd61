import HTTPTypes

/// A request as an adapter wants it made.
package struct PlatformRequest: Hashable, Sendable {
  package var head: HTTPRequest
  package var body: [UInt8]
  /// Has a visible effect: made at most once for each intent.
  package var acts: Bool

  package init(head: HTTPRequest, body: [UInt8] = [], acts: Bool) {
    self.head = head
    self.body = body
    self.acts = acts
  }
}
