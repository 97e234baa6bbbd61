import Domain
import HTTPTypes

/// A whole answer, as it came: nothing in it is trusted.
package struct PlatformResponse: Hashable, Sendable {
  package var status: Int
  package var fields: HTTPFields
  package var body: [UInt8]
  /// When it was read.
  package var at: Instant

  package init(status: Int, fields: HTTPFields = [:], body: [UInt8] = [], at: Instant) {
    self.status = status
    self.fields = fields
    self.body = body
    self.at = at
  }
}
