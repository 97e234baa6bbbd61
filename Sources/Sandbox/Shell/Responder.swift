import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What a request needs of its connection.
struct Context: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}

/// One virtual server with its connections.
struct Site: Sendable {
  let host: Host
  let connections: Connections
}

/// Carries requests to a site and does to the connection what the faults ask for.
struct Responder: HTTPResponder {
  /// Thrown where no answer is to be written because the connection is gone.
  struct Gone: Error {}

  let site: Site
  let control: Control

  func respond(to request: Request, context: Context) async throws -> Response {
    let channel = context.channel
    let (number, place) = site.connections.begin(channel)
    defer { site.connections.end(channel) }
    if site.connections.isRefused(channel) {
      await channel.cut(reset: true)
      throw Gone()
    }
    let call = Responder.call(request, from: channel)
    let most = await site.host.mostBytes(call)
    guard let body = try? await Array(buffer: request.body.collect(upTo: most)) else {
      return Responder.response(await site.host.tooLarge)
    }
    if call.path.hasPrefix("/sandbox/") {
      return Responder.response(await control.answer(call, body: body, at: site))
    }
    if call.method == "GET", let name = Responder.pageName(call.path) {
      let page = await site.host.page(of: name.isEmpty ? nil : name)
      return Responder.response(page.map { .html($0) } ?? Responder.notFound)
    }
    if call.method == "GET", call.path.hasPrefix("/media/") {
      return Responder.response(await site.host.file(String(call.path.dropFirst(7))) ?? Responder.notFound)
    }
    let version = channel.isStream ? "2" : "1.1"
    let turn = try await site.host.take(call, body: body, connection: number, place: place, version: version)
    return try await give(turn, on: channel)
  }

  /// Gives the answer, or does what the fault asks for.
  private func give(_ turn: Host.Turn, on channel: any Channel) async throws -> Response {
    let fault = turn.fault
    switch fault?.kind {
    case .close, .actThenClose:
      await channel.cut(reset: false)
      throw Gone()
    case .reset, .actThenReset, .refuse:
      await channel.cut(reset: true)
      throw Gone()
    case .hang, .hangAfterActing:
      try await hang(channel)
      return Responder.response(turn.answer ?? Refusal(503, "Released without acting").answer)
    case .delay:
      try await Task.sleep(for: .milliseconds(fault?.milliseconds ?? 1000))
    case .slowDrip:
      return Responder.drip(turn.answer, every: .milliseconds(fault?.milliseconds ?? 100))
    case .halfAnswer:
      return Responder.half(turn.answer, of: channel)
    case nil, .reject, .rateLimited, .actThenStatus, .actThenGarbage, .keyIgnored, .delayVisibility,
      .delayProcessing, .failProcessing:
      break
    }
    guard let answer = turn.answer else { throw Gone() }
    return Responder.response(answer)
  }

  /// Waits until released; throws when the client went first.
  private func hang(_ channel: any Channel) async throws {
    let ticket = control.gate.ticket()
    let gate = control.gate
    channel.closeFuture.whenComplete { _ in gate.end(ticket) }
    await gate.wait(ticket)
    if !channel.isActive { throw Gone() }
  }

  private static func drip(_ answer: Answer?, every pause: Duration) -> Response {
    guard let answer else { return Response(status: .internalServerError) }
    var response = response(answer)
    response.body = ResponseBody(contentLength: answer.body.count) { writer in
      for byte in answer.body {
        try await writer.write(ByteBuffer(bytes: [byte]))
        try await Task.sleep(for: pause)
      }
      try await writer.finish(nil)
    }
    return response
  }

  private static func half(_ answer: Answer?, of channel: any Channel) -> Response {
    guard let answer else { return Response(status: .internalServerError) }
    var response = response(answer)
    response.body = ResponseBody(contentLength: answer.body.count) { writer in
      try await writer.write(ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2)))
      await channel.cut(reset: false)
      throw Gone()
    }
    return response
  }

  private static let notFound = Answer.html("<!DOCTYPE html><title>Not found</title>", status: 404)

  /// The account name in `/@name`, empty for `/`; nil for every other path.
  private static func pageName(_ path: String) -> String? {
    if path == "/" { return "" }
    guard path.hasPrefix("/@") else { return nil }
    return String(path.dropFirst(2).prefix { $0 != "/" })
  }

  private static func call(_ request: Request, from channel: any Channel) -> Call {
    var parameters = Parameters()
    if let query = request.uri.query { parameters.addForm(query) }
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    let path = request.uri.path
    let from = channel.connection.remoteAddress?.ipAddress ?? ""
    return Call(
      request.method.rawValue, path.removingPercentEncoding ?? path, parameters: parameters, headers: headers,
      from: from)
  }

  private static func response(_ answer: Answer) -> Response {
    var fields = HTTPFields()
    for (name, value) in answer.headers {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    return Response(
      status: HTTPResponse.Status(code: answer.status), headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}
