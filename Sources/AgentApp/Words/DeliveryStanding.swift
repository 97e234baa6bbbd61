import Domain

/// What became of a post on one of its channels, and who must act for it to go on: in sentences. Pure.
struct DeliveryStanding: Hashable, Sendable {
  var sentence: String
  /// Who must do what; nil when nobody must.
  var next: String?

  /// What is told of a delivery, whichever state its post is in.
  struct Facts {
    var post: Post
    var reference: ChannelReference
    var channel: Channel?
    /// The publish; nil: there is none.
    var publish: DeliveryItem?
    var takeDown: DeliveryItem?
    /// What brings its present words to where older ones stand; nil: there is nothing to bring.
    var edit: DeliveryItem?
    var now: Instant

    init(_ post: Post, on reference: ChannelReference, items: Items, at now: Instant) {
      let here = items.deliveries(of: post.id).filter { $0.channel == reference.channel }
      self.post = post
      self.reference = reference
      channel = items.channels[reference.channel]
      publish = here.first { $0.kind == .publish }
      takeDown = here.first { $0.kind == .takeDown }
      edit = here.first { $0.kind == .edit && $0.revision == post.revision }
      self.now = now
    }

    /// The public can read it, as far as is known here.
    var isOut: Bool {
      publish?.state == .sent && publish?.readBack != .gone && takeDown?.state != .sent
    }

    /// What the centre said of the publish.
    var detail: String { Self.detail(publish) }

    static func detail(_ delivery: DeliveryItem?) -> String { delivery?.sentence.map { " \($0)" } ?? "" }

    /// Where it stands, with a full stop or after a colon.
    var address: String { publish?.remoteURL.map { ": \($0)" } ?? "." }

    /// The stops that hold it back, in a fixed order.
    func stops(in items: Items) -> [StopOrder] {
      items.stops.values.filter { $0.covers(post, on: reference, channel: channel, in: items) }
        .sorted { $0.id < $1.id }
    }

    /// A short name that the post's commands take.
    var name: String { post.id.short }
  }

  init(_ facts: Facts) {
    switch facts.post.state {
    case .approved: self = Self.approved(facts)
    case .withdrawn: self = Self.withdrawn(facts)
    case .draft, .submitted, .returned, .stopped: self = Self.heldBack(facts)
    }
  }

  init(_ sentence: String, next: String? = nil) {
    self.sentence = sentence
    self.next = next
  }

  private static let dutyEditor = "The centre's duty editor"

  // MARK: - Approved: on its way, or out

  private static func approved(_ facts: Facts) -> Self {
    guard let delivery = facts.publish else { return Self("approved; the centre plans it.") }
    switch delivery.state {
    case .waiting: return Self(waiting(facts, delivery))
    case .sending: return Self("is being sent.")
    case .unknown:
      return Self("was sent, but the platform's answer got lost; this is being looked up." + facts.detail)
    case .parked:
      return Self(
        "nobody can tell by machine whether it is out." + facts.detail,
        next: "\(dutyEditor) looks at the account and decides whether it is out.")
    case .sent: return sent(facts, delivery)
    case .rejected: return Self("the platform refused it." + facts.detail, next: mend(facts))
    case .missed: return Self("was not sent in time." + facts.detail, next: retime(facts))
    case .withdrawn: return Self("was taken back before it went out." + facts.detail)
    case .stopped: return Self("is stopped." + facts.detail, next: "\(dutyEditor) decides what becomes of it.")
    }
  }

  private static func waiting(_ facts: Facts, _ delivery: DeliveryItem) -> String {
    if let channel = facts.channel, channel.state == .paused {
      return "waits, the channel is paused: \(channel.reason ?? "")"
    }
    if let channel = facts.channel, channel.credential == nil { return "waits, the channel is not connected." }
    if delivery.dueAt > facts.now, let due = facts.post.due { return "goes out at \(due.wall) (\(due.zone))." }
    return "is due and goes out in turn." + facts.detail
  }

  private static func sent(_ facts: Facts, _ delivery: DeliveryItem) -> Self {
    if let edit = facts.edit, delivery.readBack != .gone { return edited(facts, edit) }
    switch delivery.readBack {
    case nil, .same: return Self("is out" + facts.address)
    case .differs:
      return Self(
        "is out, but reads otherwise there" + facts.address + facts.detail,
        next: "Look at it there. If it must not stand so: crier-agent post withdraw \(facts.name)")
    case .gone: return Self("was out and is not there any more" + facts.address + facts.detail)
    }
  }

  /// It is out, with older words or with the present ones.
  private static func edited(_ facts: Facts, _ edit: DeliveryItem) -> Self {
    let isOut = "is out" + facts.address
    let detail = Facts.detail(edit)
    let takeBack = "To take it down: crier-agent post withdraw \(facts.name)"
    switch edit.state {
    case .sent: return Self(isOut + " It was changed there.")
    case .waiting: return Self(isOut + " The new words go there in turn." + detail)
    case .sending: return Self(isOut + " The new words are being put there.")
    case .unknown: return Self(isOut + " Whether the new words stand there is being looked up." + detail)
    case .parked where edit.cannotEdit:
      return Self(
        isOut + " The words before stand there." + detail, next: "\(dutyEditor) leaves it as it is. \(takeBack)")
    case .parked:
      return Self(
        isOut + " Nobody can tell by machine whether the new words stand there." + detail,
        next: "\(dutyEditor) looks at the account and decides.")
    case .rejected: return Self(isOut + " The platform refused the new words." + detail, next: mend(facts))
    case .withdrawn: return Self(isOut + " The words before stand there: somebody decided so.")
    case .stopped, .missed:
      return Self(
        isOut + " The new words are held back." + detail, next: "\(dutyEditor) decides what becomes of them.")
    }
  }

  private static func mend(_ facts: Facts) -> String {
    "The author changes it and submits it again: crier-agent post edit \(facts.name)"
  }

  private static func retime(_ facts: Facts) -> String {
    "\(dutyEditor) decides whether it still goes out. "
      + "Or an approver gives it a new time: crier-agent post edit \(facts.name) --due …"
  }

  // MARK: - Withdrawn: never to stand in public

  private static func withdrawn(_ facts: Facts) -> Self {
    guard let delivery = facts.publish else { return Self("was never sent.") }
    switch delivery.state {
    case .waiting: return Self("was not sent yet; the centre takes it back.")
    case .missed, .stopped, .withdrawn: return Self("was never sent.")
    case .rejected: return Self("was never out: the platform refused it." + facts.detail)
    case .sending: return Self("is being sent just now; once it is out, it is taken down.")
    case .unknown: return Self("may be out; this is being looked up, and what is there is taken down." + facts.detail)
    case .parked:
      return Self(
        "may still be out: nobody can tell by machine." + facts.detail,
        next: "\(dutyEditor) looks at the account; if it is there, it is taken down.")
    case .sent: return takingDown(facts)
    }
  }

  private static func takingDown(_ facts: Facts) -> Self {
    let isOut = "is still out" + facts.address
    let detail = Facts.detail(facts.takeDown)
    switch facts.takeDown?.state {
    case .sent: return Self("was out and is taken down.")
    case _ where facts.publish?.readBack == .gone: return Self("was out and is not there any more.")
    case nil: return Self("\(isOut) The centre plans to take it down.")
    case .waiting: return Self("\(isOut) It is taken down in turn." + detail)
    case .sending: return Self("is being taken down.")
    case .unknown: return Self("may still be out" + facts.address + " The taking down is being looked up." + detail)
    case .parked:
      return Self(
        "nobody can tell by machine whether it is still out" + facts.address + detail,
        next: "\(dutyEditor) looks at the account and decides.")
    case .rejected:
      return Self(
        "\(isOut) The platform refused to take it down." + detail,
        next: "\(dutyEditor) takes it down by hand, on the platform.")
    case .missed, .stopped, .withdrawn:
      return Self("\(isOut) Taking it down is held back." + detail, next: "\(dutyEditor) decides what becomes of it.")
    }
  }

  // MARK: - Not approved, or no longer

  private static func heldBack(_ facts: Facts) -> Self {
    let takeBack = "To take it down: crier-agent post withdraw \(facts.name)"
    guard let delivery = facts.publish else { return Self("was never sent.") }
    switch delivery.state {
    case .waiting, .missed, .stopped: return Self("was not sent, and is not while it is \(facts.post.state.title).")
    case .withdrawn: return Self("was taken back before it went out.")
    case .rejected: return Self("was never out: the platform refused it." + facts.detail)
    case .sending: return Self("is being sent just now, and cannot be called back.", next: takeBack)
    case .unknown: return Self("may be out; this is being looked up." + facts.detail, next: takeBack)
    case .parked:
      return Self(
        "may be out: nobody can tell by machine." + facts.detail,
        next: "\(dutyEditor) looks at the account and decides whether it is out.")
    case .sent where !facts.isOut: return Self("was out and is not there any more.")
    case .sent where facts.post.revision > delivery.revision:
      return Self("is out with the words that were approved before" + facts.address)
    case .sent: return Self("is still out" + facts.address, next: takeBack)
    }
  }
}
