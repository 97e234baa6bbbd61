import CentralStore
import Foundation
import Hummingbird
import Synchronization

/// `/health` for supervisors and `/metrics` for Prometheus, on the loopback address.
struct HealthRoutes: Sendable {
  let database: CentralDatabase
  let outcomes: OutcomeCounter

  func application(port: Int) -> some ApplicationProtocol {
    let router = Router()
    router.get("health") { _, _ in try await health() }
    router.get("metrics") { _, _ in try await metrics() }
    return Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: "crier-coordinator")
    )
  }

  private func health() async throws -> Response {
    do {
      let figures = try await database.run(ReadFigures())
      let frozen = figures.contains { $0.name == "dispatch_frozen" && $0.value > 0 }
      return Self.text(frozen ? "dispatch waits for an operator\n" : "ok\n", status: frozen ? .serviceUnavailable : .ok)
    } catch {
      return Self.text("the database is not to be reached\n", status: .serviceUnavailable)
    }
  }

  private func metrics() async throws -> Response {
    let figures = try await database.run(ReadFigures())
    return Self.text(Exposition.text(figures + outcomes.figures), status: .ok)
  }

  private static func text(_ text: String, status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: .init(byteBuffer: .init(string: text)))
  }
}

/// Counts what came of attempts since this process started.
final class OutcomeCounter: Sendable {
  private let counts = Mutex<[String: Double]>([:])

  func count(_ outcome: String) {
    counts.withLock { $0[outcome, default: 0] += 1 }
  }

  var figures: [Figure] {
    counts.withLock { $0 }.sorted { $0.key < $1.key }.map {
      Figure(name: "attempts_total", label: $0.key, value: $0.value)
    }
  }
}

/// The text format that Prometheus reads (version 0.0.4).
enum Exposition {
  static func text(_ figures: [Figure]) -> String {
    var text = ""
    var last = ""
    for figure in figures.sorted(by: { ($0.name, $0.label) < ($1.name, $1.label) }) {
      if figure.name != last {
        text += "# TYPE crier_\(figure.name) \(figure.name.hasSuffix("_total") ? "counter" : "gauge")\n"
        last = figure.name
      }
      let label = figure.label.isEmpty ? "" : "{of=\"\(escaped(figure.label))\"}"
      text += "crier_\(figure.name)\(label) \(figure.value)\n"
    }
    return text
  }

  private static func escaped(_ label: String) -> String {
    label.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
      .replacingOccurrences(of: "\n", with: "\\n")
  }
}
