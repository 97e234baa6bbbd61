import Domain
import Foundation
import Postgres

/// Deliveries by channel and state, newest due first; of each also whether it was read back and is as approved.
package struct ListDeliveries: CentralStatement {
  package static let statement = PostgresStatement(
    """
    select crier.delivery_item(d) || jsonb_build_object('read_back', d.read_back) as body from crier.delivery d
    where d.state = any ($1::text[]) and ($2::uuid is null or d.channel_id = $2)
    order by d.due_at desc, d.delivery_id limit $3
    """, name: "deliveries")

  package let parameters: [PostgresValue]

  package init(channel: ChannelID?, states: [DeliveryState], limit: Int) {
    parameters = [
      .texts(states.map(\.rawValue)), .orNull(channel) { .uuid($0.uuid) }, .int(Int32(clamping: limit)),
    ]
  }

  package static func read(_ rows: [PostgresRow]) throws -> [DeliveryItem] { try rows.map(DeliveryItem.init(row:)) }
}

/// The deliveries whose id begins so; two at most are told.
package struct FindDelivery: CentralStatement {
  package static let statement = PostgresStatement(
    """
    select crier.delivery_item(d) || jsonb_build_object('read_back', d.read_back) as body from crier.delivery d
    where d.delivery_id::text like $1 || '%' and d.delivery_id between
      rpad(replace($1, '-', ''), 32, '0')::uuid and rpad(replace($1, '-', ''), 32, 'f')::uuid limit 2
    """, name: "delivery_find")

  package let parameters: [PostgresValue]

  /// - Parameter beginning: hexadecimal digits and hyphens, lower case.
  package init(beginning: String) {
    parameters = [.text(beginning)]
  }

  package static func read(_ rows: [PostgresRow]) throws -> [DeliveryItem] { try rows.map(DeliveryItem.init(row:)) }
}

extension DeliveryItem {
  fileprivate init(row: PostgresRow) throws {
    self = try JSONDecoder().decode(DeliveryItem.self, from: Data(try row.json("body").utf8))
  }
}
