import CentralStore
import Delivery
import Domain
import Foundation
import Platforms

/// What coordinators do: the moves of `DeliveryService`, `LaneRunner` and `ResolveService`, one at a time.
extension ModelWorld {
  mutating func claim(_ who: Int, isLost: Bool) {
    guard coordinators[who].acts, !coordinators[who].isLeaving, let owner = coordinators[who].book.owner else { return }
    let until = ModelCoordinator.monotonic(now.adding(seconds: timing.lease))
    guard let work = database.claim(owner, max: setup.channels.count, lease: timing.lease, urgentOnly: false) else {
      return coordinators[who].book.fence(owner)
    }
    if isLost { return }
    coordinators[who].book.hold(work, until: until)
    coordinators[who].tasks += work.map { task($0, owner) }
  }

  private func task(_ work: DispatchWork, _ owner: UUID, first: DispatchWork? = nil) -> ModelCoordinator.Task {
    let lane = setup.lane(work.channel.id)
    return ModelCoordinator.Task(
      work: work, first: first ?? work, owner: owner, lane: lane,
      machine: DeliveryMachine(work: work, secret: Secret("token"), platform: ModelPlatform(habits: setup.habits[lane]))
    )
  }

  /// One move of the work on a lane; beyond the number of lanes, of the second piece of work there.
  mutating func go(_ who: Int, _ number: Int, _ fate: Fate) {
    guard coordinators[who].acts else { return }
    let lane = number % setup.channels.count
    let here = coordinators[who].tasks.indices.filter { coordinators[who].tasks[$0].lane == lane }
    guard let index = here.dropFirst(number / setup.channels.count).first else { return }
    var task = coordinators[who].tasks[index]
    let goesOn = move(&task, who, fate)
    if goesOn {
      coordinators[who].tasks[index] = task
    } else {
      coordinators[who].tasks.remove(at: index)
      coordinators[who].book.forget(task.first)
    }
    checkTwice()
  }

  /// False: the work on this lane has ended.
  private mutating func move(_ task: inout ModelCoordinator.Task, _ who: Int, _ fate: Fate) -> Bool {
    let chance = 0.5 + fate.late / 2
    switch task.stage {
    case .begin: task.follow(task.machine.resume(now: wall(who), chance: chance), askedAt: now)
    case .preparing(let request):
      let result = exchange(request, task, fate)
      task.follow(task.machine.received(result, now: wall(who), chance: chance), askedAt: now)
    case .keeping(let progress):
      guard fate.kind != .callLost, database.keep(task.owner, task.work, progress.values) else { return false }
      task.follow(task.machine.resume(now: wall(who), chance: chance), askedAt: now)
    case .asking(let request): return ask(&task, request, fate)
    case .intended(_, let verdict, let askedAt):
      let move = task.machine.allowed(
        fence: verdict.fence ?? 0, intentAt: verdict.intentAt, lastKnown: verdict.lastKnown)
      if let move { task.follow(move, askedAt: askedAt) }
    case .acting(let request, let askedAt):
      if coordinators[who].mayLeave(task, askedAt: askedAt, now: now, timing) {
        task.stage = .connected(request, askedAt: askedAt)
      } else {
        task.stage = .settling(task.machine.notLeft(sentence: "too late"), goOn: true)
      }
    case .connected(let request, let askedAt):
      let may = coordinators[who].mayLeave(task, askedAt: askedAt, now: now, timing)
      // The library cannot tell a refusal from a request that left.
      task.stage = may ? .leaving(request, askedAt: askedAt) : .answering(.failure(mayHaveActed: true, sentence: "no"))
    case .leaving(let request, _): task.stage = .answering(leave(request, task, fate))
    case .answering(let result):
      task.follow(task.machine.received(result, now: wall(who), chance: chance), askedAt: now)
    case .settling(let settlement, let goOn):
      guard fate.kind != .callLost else { return true }
      let before = database.deliveries.first { $0.item.id == settlement.delivery }
      let next = database.settle(task.owner, settlement, goOn: goOn && !coordinators[who].isLeaving)
      checkSettled(settlement, before)
      guard fate.kind != .replyLost else { return true }
      guard let next else { return false }
      task = self.task(next, task.owner, first: task.first)
    }
    return true
  }

  /// Asks for the intent. False: it may not be sent, and the lane is no longer ours.
  private mutating func ask(_ task: inout ModelCoordinator.Task, _ request: PlatformRequest, _ fate: Fate) -> Bool {
    guard fate.kind != .callLost else {
      task.stage = .settling(task.machine.intentLost(), goOn: false)
      return true
    }
    let item = task.work.delivery.item
    let ask = IntendDeliveries.Ask(
      region: item.region, delivery: item.id, fence: task.work.fence, bytes: Digest.of(request.body.literal))
    let verdict = database.intend(task.owner, ask, timeout: timing.intent)
    if let fence = verdict.fence {
      checkIntent(task, ModelPublic.Wire(request))
      intents.append(Intent(delivery: item.id, channel: item.channel, fence: fence, at: now))
    }
    if fate.kind == .replyLost {
      task.stage = .settling(task.machine.intentLost(), goOn: false)
      return true
    }
    task.stage = .intended(request, verdict, askedAt: now)
    return verdict.isAllowed
  }

  /// A request without visible effect.
  private mutating func exchange(_ request: PlatformRequest, _ task: ModelCoordinator.Task, _ fate: Fate)
    -> ExchangeResult
  {
    if let failure = fate.failure { return failure }
    if let status = fate.status { return answer(status, "") }
    let wire = ModelPublic.Wire(request)
    let (status, body) = people.act(wire, on: task.work.channel.id, at: now, hidden: 0, setup.habits[task.lane])
    return answer(status, body)
  }

  /// The first byte leaves, and what comes of it.
  private mutating func leave(_ request: PlatformRequest, _ task: ModelCoordinator.Task, _ fate: Fate) -> ExchangeResult
  {
    let channel = task.work.channel.id
    let wire = ModelPublic.Wire(request)
    let habits = setup.habits[task.lane]
    // A process that stood still between the last question and the first byte finds its connections closed once the
    // database, too, has given it up: this much the model takes for granted.
    let deadline = task.machine.order.intentAt?.adding(seconds: timing.intent) ?? now
    if now > deadline, !database.knows(task.owner) { return .failure(mayHaveActed: true, sentence: "closed") }
    if now > deadline, habits.isRecord { strays.insert(wire.record) }
    checkLeave(task, wire)
    let hidden = Double(habits.promises.visibleAfter) * fate.hidden
    switch fate.kind {
    case .late:
      // Whatever a platform does, it can be seen when absence begins to count.
      let latest = deadline.adding(max(Double(timing.quiet), Double(habits.promises.visibleAfter)) - hidden - 0.001)
      let at = now.adding(max(0.001, latest.seconds(since: now)) * fate.late)
      people.act(late: ModelPublic.Late(at: at, wire: wire, channel: channel, hidden: hidden))
    case .fine, .acts, .answerLost, .brokenActed, .replyLost:
      let (status, body) = people.act(wire, on: channel, at: now, hidden: hidden, habits)
      if setup.sendsTwice { _ = people.act(wire, on: channel, at: now, hidden: hidden, habits) }
      if fate.kind == .fine { return answer(status, body) }
    default: break
    }
    return fate.failure ?? fate.status.map { answer($0, "") } ?? .failure(mayHaveActed: true, sentence: "silence")
  }

  func answer(_ status: Int, _ body: String) -> ExchangeResult {
    .answer(PlatformResponse(status: status, body: Array(body.utf8), at: now))
  }

  // MARK: - Look-ups

  mutating func look(_ who: Int) {
    guard coordinators[who].acts else { return }
    for one in database.look(every: timing.look) {
      let lane = setup.lane(one.channel.id)
      var machine = LookUpMachine(
        one, secret: Secret("token"), platform: ModelPlatform(habits: setup.habits[lane]), now: wall(who))
      let move = machine.start()
      coordinators[who].looks.append(
        .init(one: one, lane: lane, machine: machine, move: move, endsAt: now.adding(seconds: timing.look)))
    }
  }

  mutating func lookOn(_ who: Int, _ fate: Fate) {
    guard coordinators[who].acts, !coordinators[who].looks.isEmpty else { return }
    var look = coordinators[who].looks.removeFirst()
    switch look.move {
    case .ask where now >= look.endsAt: look.move = .found(LookUpMachine.unclear(look.one, "too long"))
    case .ask(let request):
      let wire = ModelPublic.Wire(request)
      var result = fate.failure ?? fate.status.map { answer($0, "") }
      if result == nil {
        let found = people.find(wire, on: look.one.channel.id, at: now, setup.habits[look.lane])
        result = answer(found.status, found.body)
      }
      look.move = look.machine.received(result ?? .failure(mayHaveActed: true, sentence: "silence"))
    case .found(let finding):
      if fate.kind != .callLost { database.resolve(finding, quiet: timing.quiet, every: timing.look) }
      return
    }
    coordinators[who].looks.append(look)
  }
}

extension ModelCoordinator.Task {
  /// What the machine wants next.
  fileprivate mutating func follow(_ move: DeliveryMachine.Move, askedAt: Instant) {
    stage =
      switch move {
      case .prepare(let request): .preparing(request)
      case .keep(let progress): .keeping(progress)
      case .intend(let request): .asking(request)
      case .act(let request): .acting(request, askedAt: askedAt)
      case .settle(let settlement): .settling(settlement, goOn: true)
      }
  }
}

extension Fate {
  /// Of a request that got no usable answer.
  var failure: ExchangeResult? {
    switch kind {
    case .acts, .answerLost, .requestLost, .late, .callLost, .replyLost:
      .failure(mayHaveActed: true, sentence: "\(kind)")
    case .refused: .failure(mayHaveActed: false, sentence: "refused")
    case .fine, .slowDown, .rejected, .brokenActed, .broken, .deadCredential: nil
    }
  }

  /// Of an answer that is not the platform's last word.
  var status: Int? {
    switch kind {
    case .slowDown: 429
    case .rejected: 422
    case .brokenActed, .broken: 500
    case .deadCredential: 401
    default: nil
    }
  }
}
