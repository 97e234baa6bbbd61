/// What the steps so far have left: kept with the delivery as JSON, so that a kill loses nothing.
package struct DeliveryProgress: Hashable, Sendable, Codable {
  package var values: [String: String]

  package init(_ values: [String: String] = [:]) {
    self.values = values
  }
}
