import Foundation

/// A parameter of a statement.
///
/// The server says which type it expects (see `PostgresStatement`); a value that does not fit it is refused before
/// anything is sent. Whole numbers are widened or narrowed to what is expected, and refused if they do not fit.
package enum PostgresValue: Sendable, Hashable {
  case null
  case uuid(UUID)
  case smallint(Int16)
  case int(Int32)
  case bigint(Int64)
  case double(Double)
  case bool(Bool)
  /// Any type that can be written as text: enumerations, numeric, interval and the like too.
  case text(String)
  case bytea([UInt8])
  /// A JSON text, for `json` or `jsonb`.
  case json(String)
  /// Rounded to microseconds. `Date.distantFuture` and later is `infinity`, `Date.distantPast` and earlier
  /// `-infinity`.
  case timestamptz(Date)
  case uuids([UUID?])
  case smallints([Int16?])
  case ints([Int32?])
  case bigints([Int64?])
  case bools([Bool?])
  case texts([String?])
  case byteas([[UInt8]?])
  case jsons([String?])
  case timestamps([Date?])

  /// `.null` for nothing, else the value made by `make`: `.orNull(title, PostgresValue.text)`.
  package static func orNull<T>(_ value: T?, _ make: (T) -> PostgresValue) -> PostgresValue {
    value.map(make) ?? .null
  }
}

extension PostgresValue {
  /// A word for the kind, without the value.
  var kind: String {
    switch self {
    case .null: "null"
    case .uuid: "uuid"
    case .smallint: "smallint"
    case .int: "int"
    case .bigint: "bigint"
    case .double: "double"
    case .bool: "bool"
    case .text: "text"
    case .bytea: "bytea"
    case .json: "json"
    case .timestamptz: "timestamptz"
    case .uuids: "uuids"
    case .smallints: "smallints"
    case .ints: "ints"
    case .bigints: "bigints"
    case .bools: "bools"
    case .texts: "texts"
    case .byteas: "byteas"
    case .jsons: "jsons"
    case .timestamps: "timestamps"
    }
  }
}
