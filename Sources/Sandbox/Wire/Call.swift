import Foundation

/// One request as the server sees it, free of the HTTP library that carried it.
package struct Call: Sendable {
  package var method: String
  /// The path without the query, percent-decoded by segments.
  package var path: String
  package var parameters: Parameters
  /// The files of a multipart body, in order.
  package var files: [Multipart] = []
  /// The body as it came, where the platform looks at it so.
  package var body: [UInt8] = []
  /// Header fields by lower-case name.
  package var headers: [String: String]
  /// The address of the client, for limits that count by address.
  package var from: String

  package init(
    _ method: String, _ path: String, parameters: Parameters = Parameters(),
    headers: [String: String] = [:], from: String = "127.0.0.1"
  ) {
    self.method = method
    self.path = path
    self.parameters = parameters
    self.headers = headers
    self.from = from
  }

  /// The token of `Authorization: Bearer …`, or of the form field that some clients use instead.
  package var bearer: String? {
    if let field = headers["authorization"] {
      let parts = field.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return parameters["access_token"]
  }
}

/// One answer, complete: status, header fields in order, body.
package struct Answer: Sendable, Equatable {
  package var status: Int
  package var headers: [String: String]
  package var body: [UInt8]

  package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package static func json(_ value: JSON, status: Int = 200, headers: [String: String] = [:]) -> Answer {
    let type = ["content-type": "application/json; charset=utf-8"]
    return Answer(status: status, headers: headers.merging(type) { $1 }, body: value.bytes)
  }

  package static func html(_ page: String, status: Int = 200) -> Answer {
    let headers = [
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    ]
    return Answer(status: status, headers: headers, body: Array(page.utf8))
  }

  /// The body read as JSON; nil when it is none.
  package var json: JSON? { try? JSON(bytes: body) }
}

/// A refusal in the platform's own words: the status and the body `{"error": …}`.
package struct Refusal: Error, Sendable, Equatable {
  package var status: Int
  package var error: String
  package var description: String?

  package init(_ status: Int, _ error: String, description: String? = nil) {
    self.status = status
    self.error = error
    self.description = description
  }

  package var answer: Answer {
    var body: [String: JSON] = ["error": .string(error)]
    if let description { body["error_description"] = .string(description) }
    return .json(.object(body), status: status)
  }

  package static let invalidToken = Refusal(401, "The access token is invalid")
  package static let needsUser = Refusal(401, "This method requires an authenticated user")
  package static let outsideScopes = Refusal(403, "This action is outside the authorized scopes")
  package static let loginDisabled = Refusal(403, "Your login is currently disabled")
  package static let notFound = Refusal(404, "Record not found")
  package static let tooMany = Refusal(429, "Too many requests")
}
