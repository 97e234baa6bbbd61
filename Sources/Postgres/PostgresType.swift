/// The numbers that PostgreSQL has for the types that we read and write.
enum PostgresType {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  static let name: UInt32 = 19
  static let int8: UInt32 = 20
  static let int2: UInt32 = 21
  static let int4: UInt32 = 23
  static let text: UInt32 = 25
  static let oid: UInt32 = 26
  static let json: UInt32 = 114
  static let float4: UInt32 = 700
  static let float8: UInt32 = 701
  static let unknown: UInt32 = 705
  static let bpchar: UInt32 = 1042
  static let varchar: UInt32 = 1043
  static let timestamptz: UInt32 = 1184
  static let numeric: UInt32 = 1700
  static let uuid: UInt32 = 2950
  static let jsonb: UInt32 = 3802
  /// From here on types are made by users: enumerations for us, which look like text.
  static let firstOfUsers: UInt32 = 16384

  static let boolArray: UInt32 = 1000
  static let byteaArray: UInt32 = 1001
  static let int2Array: UInt32 = 1005
  static let int4Array: UInt32 = 1007
  static let textArray: UInt32 = 1009
  static let int8Array: UInt32 = 1016
  static let timestamptzArray: UInt32 = 1185
  static let uuidArray: UInt32 = 2951

  static func isText(_ type: UInt32) -> Bool {
    [text, varchar, bpchar, name, unknown].contains(type) || type >= firstOfUsers
  }

  static func isJSON(_ type: UInt32) -> Bool { type == json || type == jsonb }

  /// A word for people.
  static func describe(_ type: UInt32) -> String {
    names[type] ?? "type \(type)"
  }

  private static let names: [UInt32: String] = [
    bool: "boolean", bytea: "bytea", name: "name", int8: "bigint", int2: "smallint", int4: "integer", text: "text",
    oid: "oid", json: "json", float4: "real", float8: "double precision", unknown: "unknown", bpchar: "character",
    varchar: "character varying", timestamptz: "timestamp with time zone", numeric: "numeric", uuid: "uuid",
    jsonb: "jsonb", boolArray: "boolean[]", byteaArray: "bytea[]", int2Array: "smallint[]", int4Array: "integer[]",
    textArray: "text[]", int8Array: "bigint[]", timestamptzArray: "timestamp with time zone[]", uuidArray: "uuid[]",
  ]
}
