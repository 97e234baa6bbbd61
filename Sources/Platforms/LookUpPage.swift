/// Where a look-up of several requests stands.
package struct LookUpPage: Hashable, Sendable {
  package var number: Int
  /// The adapter's own small state; opaque to everybody else.
  package var cursor: String?

  package init(number: Int = 0, cursor: String? = nil) {
    self.number = number
    self.cursor = cursor
  }
}
