import Foundation

/// What a test may ask of the sandbox itself, with the control token as bearer, at any server's address:
///
/// | call | meaning |
/// | --- | --- |
/// | `POST /sandbox/faults` | places a fault (see `Fault`); `server` names another server, `*` all; answers its `id` |
/// | `GET /sandbox/faults` | those of this server, with how often each was done |
/// | `DELETE /sandbox/faults[?id=…]` | takes one or all away |
/// | `POST /sandbox/release` | lets all hanging calls go on; answers how many |
/// | `GET /sandbox/requests` | counts, and the last requests with connection, place on it and SHA-256 of the body |
/// | `GET /sandbox/ledger` | what this process wrote to the ledger |
struct Control: Sendable {
  let token: String?
  let sites: [String: Site]
  let gate: Gate
  let ledger: Ledger

  private struct Order: Decodable { var server: String? }

  func answer(_ call: Call, body: [UInt8], at site: Site) async -> Answer {
    do {
      guard let token else { throw Refusal(404, "Not Found") }
      guard call.bearer == token else { throw Refusal(401, "The control token is wrong") }
      return try await obey(call, body, site)
    } catch let refusal as Refusal {
      return refusal.answer
    } catch {
      return Refusal(400, "The fault cannot be read: \(ConfigProblem.words(for: error))").answer
    }
  }

  private func obey(_ call: Call, _ body: [UInt8], _ site: Site) async throws -> Answer {
    switch (call.method, call.path) {
    case ("POST", "/sandbox/faults"):
      let data = Data(body)
      let fault = try JSONDecoder().decode(Fault.self, from: data)
      let order = try JSONDecoder().decode(Order.self, from: data)
      return .json(try await place(fault, on: order.server, or: site), status: 201)
    case ("GET", "/sandbox/faults"):
      return .json(await chosen(call.parameters["server"], or: site).first?.host.placed ?? [])
    case ("DELETE", "/sandbox/faults"):
      for chosen in chosen(call.parameters["server"], or: site) {
        await chosen.host.clear(call.parameters.number("id"))
      }
      return .json([:])
    case ("POST", "/sandbox/release"): return .json(["released": .int(gate.release())])
    case ("GET", "/sandbox/requests"):
      let requests = await chosen(call.parameters["server"], or: site).first?.host.requests ?? [:]
      return .json(requests.merging(["hanging": .int(gate.count)]))
    case ("GET", "/sandbox/ledger"): return .json(.array(ledger.lines))
    default: throw Refusal(404, "Not Found")
    }
  }

  private func place(_ fault: Fault, on name: String?, or site: Site) async throws -> JSON {
    let chosen = chosen(name, or: site)
    if chosen.isEmpty { throw Refusal(404, "There is no server \(name ?? "")") }
    var id = 0
    for site in chosen {
      id = await site.host.place(fault)
      if fault.kind == .refuse { await site.connections.resetIdle() }
    }
    return ["id": .int(id)]
  }

  private func chosen(_ name: String?, or site: Site) -> [Site] {
    guard let name else { return [site] }
    return name == "*" ? Array(sites.values) : sites[name].map { [$0] } ?? []
  }
}
