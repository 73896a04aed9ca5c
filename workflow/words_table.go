package workflow

// What a phrase means in a sentence.
const (
	form         class = iota // a form, whichever
	ourForm                   // a name that only a referral form has
	refer                     // to refer, to have seen by us
	referral                  // the thing
	ours                      // children's occupational therapy
	person                    // a therapist, or what belongs to one: no service that is asked for
	otherService              // who shares the mailbox, or is asked for here by mistake
	otherForm                 // what makes a form another one
	give                      // to send
	get                       // to obtain
	youAsk                    // could you
	iAsk                      // could I have
	iWant                     // I need
	itWants                   // the family needs: said by another
	toldTo                    // told to ask us for
	where                     // where, which
	how                       // how do I
	whatDo                    // what do I need to do
	fillIn                    // whatever it is that I fill in
	lack                      // lost, broken, cannot find
	version                   // is it the current one
	reported                  // sent, returned, received
	mine                      // my form: one that is filled in
	brings                    // attached
	reverse                   // may I send it to you
	youDo                     // please fill in and sign
	refuse                    // do not send
	again                     // another one
	it                        // it, one, that
	filled                    // filled in
	veto                      // sells, studies, reports
	elder                     // for my mother
	child                     // my son
	call                      // give me a ring: not a thing to be given
	away                      // if you need: an office's own advice
	matterOf                  // what people answer
)

// row is one line of the table of words. In its phrases a word may have
// alternatives (can/could) or be a beginning (therap*); ~ stands for up to
// three words.
type row struct {
	class   class
	name    string // of a service or a matter
	phrases string
	why     string
}

var table = []row{
	{form, "", "form|forms|the/your/an application|application form|paperwork|proforma|pro forma|formular|formularz|formulaire|formulario|ffurflen|request/application pack|referral/refer document*|document you/to refer*|" +
		"template you use", "what is asked for, in the words of the post and of our neighbours' languages"},
	{ourForm, "", "referral pack|referral form|referral forms|referral paperwork|referral proforma|referral pro forma|referral template|referral document*|referral sheet|referral letter template|" +
		"referral from please/pls/for/pl|self referral form*|ot pack|one for ot|one for the ot|ot one|the one for occupational*|occupational therapy one|form of referral|ref form|ref forms|ot form|ot forms|o t form|occupational therapy form*|occupational form|therapy form*|skierowanie",
		"names that only the form of this service has"},
	{refer, "", "refer|refers|refering|referring|rerefer|self refer*|be referred|get ~ referred|getting ~ referred|referred by me|have ~ referred|put ~ forward|" +
		"get/getting/have/having ~ seen|get/getting/have/having ~ assessed|be seen|be assessed|see an/the/your/a ot|see ~ occupational*|see ot|seen by ~ ot|seen by ~ occupational*|need/needs/needing an ot|to be on your|get ~ on your list/books/caseload|transfer ~ your service|transfer ~ your team|transfer ~ to you|get ot on board|ot involved|an ot to see/call/visit|an occupational therapist to see/call/visit|apply for ~ occupational*|apply for ot", "the act, and its results"},
	{referral, "", "referral|referrals|open referral|self referral|self referrals", "the thing that is made"},
	{ours, "", "your ot service/team/department|ot|ots|o t|occupational therap*|occupational|occ therap*|occy therap*|ergotherap*|childrens therap*|childrens service*|therapy service*|therapy team|therapies|cts|paediatric therap*|paeds ot|occupational health",
		"the service, also by its wrong names"},
	{person, "", "im/am an ot|im/am the ot|an/the ot on|as an ot|his ot|her ot|your ot|the ot said/says/gave/told/asked/came/has/is/was/who/ordered/comes/visited/wants/thinks/saw|our ot|my ot|their ot|his/her/our/my/their occupational therapist|private ot|private/independent/hospital/nhs physio*|ot student*|ot report*|ot appointment*|ot appt|ot visit|ot session*|ot post|ot records|ot notes|ot review|" +
		"ot equipment|ot job*|ot letter|rotational ot|band ~ ot|physio* say*|physio* said|physio* think*|physio* suggest*|physio* told|physio* ask*|physio* recommend*|physio* mention*|physio* who|physio* has|physio* have|physio* comes|physio* is|his/her/our/my/their physio*|the physio|a physio|physio at|" +
		"community/ward/neuro physio*|specialist physiotherap*|im/am a ~ physio*|her/his/our/my speech therap*|speech therap* say*|speech therap* said|speech therap* suggest*|portage worker|camhs are|camhs have|wheelchair outside|as well as physio|has/have/had/with/under/sees physio|from ~ physio*|by ~ physio*|from ~ speech therap*|physio referral* from",
		"people and their work, which are no service that is asked for"},

	{otherService, "adult therapies", "adult ot|adult occupational|adult therap*|adult services|adult social|adults ot|ot for adults|therapy for adults", "not children's"},
	{otherService, "speech and language therapy", "speech|speech therap*|speech and language|salt|slt|s lt|language therap*|stammer*", "shares the mailbox"},
	{otherService, "physiotherapy", "physio*", "shares the mailbox"},
	{otherService, "portage", "portage", "another service"},
	{otherService, "training", "training|workshop*|webinar*|course|courses|e learning|elearning", "another desk"},
	{otherService, "another service", "dietitian*|dietician*|dietetic*|continence|bladder ~ bowel|bladder|orthotic*|camhs|hym|healthy young minds|wheelchair service*|wheelchair form|wheelchair referral|podiatry|audiology|ophthalmology|autism team|autism pathway|autism assessment|" +
		"adhd|asd|neurodevelopmental|community paediatric*|paediatrician referral|school nurs* referral|early help|short breaks|respite|social care|counsell*|play therap*|music therap*|hydrotherap*|sensory circuits|massh|housing|dfg|disabled facilities|home adaptation*", "other services"},

	{otherForm, "a form that is not ours", "consent|consent to share|feedback|complaint*|registration|register|medical questionnaire|order|booking|prescription|timesheet*|dla|disability living|disability money|pip|claim*|blue badge|badge|ehcp|ehc|ehcna|jcq|access arrangement*|exam|exams|advice form|placement*|" +
		"requisition|incident|concern form|cause for concern|form of authority|authority|expense*|enrolment|enrollment|admission*|absence|leave|risk assessment|transport|travel|bursary|volunteer|membership|survey|questionnaire*|data sharing|sharing agreement|subject access|sar|records|discharge|" +
		"transfer|equipment|purchase|invoice*|carers allowance|carer allowance|attendance allowance|universal credit|benefit*|evidence|pads|passport|photo*|video|school trip|trip|parking|mileage|reimburse*|job|vacanc*|employment|dbs|tax|insurance|indemnity|quote|quotation|" +
		"appointment*|friends and family|satisfaction|evaluation|attendance|certificate|change of address|change of details|new patient|gp registration|prior approval|funding|ifr|chc|continuing care|housing|loan|return of|wheelchair|sling|hoist|mental capacity|life insurance|holiday club|after school|medication|allerg*|care plan|school meal*|free school|repeat|ethics|research|disclosure|annual review|tac|ceaf|eha|cin|mot|swimming|fee|to change|to update|to cancel|to complain|to register|to claim|to join|to book|to order|to consent|to give permission|for permission|permission|to get my ~ money|sick note|to support|drooling|pre appointment|details", "what stands before or behind the word form and makes it another"},

	{give, "", "could/can/would/will you attach|please attach|do it by post/email|send*|sent out|email|mail|forward|post|supply|provide|furnish|share|ping|pop|attach|give|let me/us/mum/dad have|let me/us get|drop me/us|issue|resend|point me/us|direct me/us|sort me/us ~ out|sort us ~ out|pass on|fax|print|whatsapp|text|get ~ to me/us|get me/us|bung|whizz|chuck|fire|put ~ in the post|send ~ link|signpost|ask somebody to send|arrange for|run off|hand out|enable|have ~ sent|have ~ emailed|be emailed|be sent|be posted|emailed|copy of",
		"to bring the form to the writer"},
	{get, "", "get|have|has|obtain|find|request|access|download|get hold of|hold of|lay ~ hands|receive|pick up|collect|locate|come by|acquire|borrow|use|need|take you up on|source|order", "to come by the form"},

	{youAsk, "", "please|kindly|could/can/would/will/cud you|could/can/would/will ~ you ~ send/email|can/could/would/will someone/somebody/anyone/anybody|can/could/would/will one of|would you mind|do you mind|if you can/could/would/will|if u can|if someone/somebody could/can/would|if somebody could|so if somebody|you could|you can|" +
		"need you to send/email|want you to send/email|grateful if|grateful to|appreciate*|be good enough|so good as|be so kind|be able to|do the needful|possible|any chance|be obliged|be kind enough|prosze|trouble you|be very grateful|hope you can|asking you to|ask you to|ask that you|can/could the/this/a form be|i ask for", "asks somebody here"},
	{iAsk, "", "can/could/may/might/cud i|can/could/may/might/cud we|can/could/may/might/cud mum/dad/school/she/he/parents/they|i could/can get|i can get|we can get|grateful to receive/have|appreciate receiving/having|glad to receive/have|pleased to receive/have|do you have|do you use|do you still use|have you got|have you a|is there|are there|if there is|if theres|any chance|wonder*|would it be|is it possible|possible to|what about|how about|got a|got any|do u have|you got", "asks for oneself"},
	{iWant, "", "i/we need|i/we do need|ill need|i/we will need|i/we also need|i/we require|i/we ~ want|i/we wish|i/we ~ would like|id like|wed like|im after|i am after|we are after|i was after|were after|is/are what i need|looking for|look for|searching for|requesting|request for|request a/the/an/your|" +
		"asking for|ask for a/the/your|to ask for|to request|to get|to obtain|to download|trying to find|trying to get|trying to|i/we must have|after the|after a|required|needed|wanted|me want|i want|want|wants|hoping to|in need of|emailing for|writing for|writing to|messaging for|i/we have to fill/complete|like to|keen to|wish to|wishes to|intend to|in order to|apply for|i should like|i/we should be|just need|need a/an/the/your|i/we could do with|could do with|desire|ill take you up", "wants it"},
	{itWants, "", "council/uni/university/school/college/dla/dwp/they/bank/insurer/court/solicitor ~ want/wants/need/needs/requires/require|anyone needs", "somebody else wants it"},
	{toldTo, "", "told/said/says/say/advised/suggested/asked/recommended/recommends/suggests/instructed/advises ~ to ~ contact|told/said/says/say/advised/suggested/asked/recommended/recommends/suggests/instructed/advises ~ to ~ email|told/said/says/say/advised/suggested/asked/recommended ~ to ~ ask|told/said/says/say/advised/suggested/asked ~ to ~ write|told/said/says/say/advised/suggested/asked ~ to ~ get|told/said/says/say/advised ~ to ~ ring|" +
		"says/said request|says/said to request|says/said email|told theres|told there is|heard there is|heard theres|believe there is|understand there is|gather there is|told/said/says/say/advised ~ to message|told/said/says/say/advised ~ contact|told/said/says/say/advised ~ ask|can write to you for|you give the|you have the|you do the|you would have|youd have|to ask you", "was told to ask here"},
	{where, "", "where|wheres|whereabouts|where/how do/can/could/would/should i/we|how do/can/could/would/should i/we get|how to get|which|which one", "asks where, or which"},
	{how, "", "how do/can/could/would/should i/we|how is it|how its|how it|how one|how we|how i|how you|how parents|how might|how best|how 2|how should|how will|how are|how go|how they|how do|how can|how to|how would|how does|what do i|what do we|process|procedure|pathway|route|steps|best way|right way|can/could/may/should/do/must ~ i|can/could/may/should/do/must ~ we|can/could/may/do/should parents|can/could/may/should a parent|can/could/may/do/should schools|can/could/does school|do/does ~ gp|does it have|who can|who do/should/would/could|who needs to|who has to|am i able|are we able|are parents able|are schools able|is it possible|" +
		"do/can you take|do/can you accept|do/can you still take|do/can you still accept|happy to take|happy to accept|will you take|will you accept|would you accept|able to accept|do/does you ~ accept|do we need|do i need|do i have|is it us|whether i|whether we|if i can|if we can|if parents can|i/we/parents can/could", "asks how it is done"},
	{whatDo, "", "what do/must/should/can/shall i/we|what we/i must do|what must|what i/we need to do|what i/we have to do|what to do|how do/can/could/should/would i/we go about|how to go about|go about it|what is needed|what do you need|what you need|what you will accept|whats the process|what is the process|what are the next steps|where do/should i/we start|please advise|can/could you advise|can/could you help|can you help|is it you|are you the right|right place|right address|right people|right person|is this the right|" +
		"next step|next steps|what next|what now|how does it work|how do i do/start|how do we do/start|how do we do this|how to start|where to start|what information do you|whats needed|whats required|what is required|talk me/us through|walk me/us through|explain how|explain the process|tell me/us/her/him/mum how|let me/us/her/him/mum know how|let me know what|what happens now|what is the procedure|whats the procedure|how to proceed|how do i proceed|how do we proceed|not sure how|dont know how|nobody knows|nobody seems to know|no one knows|no idea how|unsure how|havent a clue|which way|what we do|point me in|who do i/we ask/contact/email|can i do it", "asks what to do"},
	{fillIn, "", "what/whatever ~ fill in|what/whatever ~ fill out|what/whatever ~ filling in|what/whatever ~ to complete|what/whatever ~ completing|whatever ~ you need|what/whatever ~ meant to fill|whatever ~ i need|whatever ~ we need|whatever form*|paper/papers/document/documents ~ fill|paper/papers/document/documents ~ write|anything ~ fill in|anything ~ to fill|something ~ fill in|something ~ to complete|whatever it is|what/which form*|what/which paperwork|whats the paperwork|what do i/we ~ fill|what do i/we ~ complete|need to fill in|fill something|fill anything|fill sth|needs filling in|have to fill in|supposed to fill|supposed to complete|what i/we fill", "a form without its name"},

	{lack, "", "i/we ~ lost|have/ve/has lost|lost the|lost it|lost mine|mislaid|misplaced|deleted|threw|thrown|chucked|binned|cant find|cannot find|can not find|couldnt find|could not find|cant seem to find|unable to find|unable to open|unable to locate|unable to access|unable to download|cant/cannot open|cant/cannot access|cant/cannot download|cant/cannot locate|cant/cannot see|cant/cannot get ~ open|cant/cannot print|wont open|will not open|wont download|will not download|wont load|wont let me|wont print|doesnt work|does not work|dont work|doesnt open|not open|not work|not working|isnt working|is broken|broken|dead link|dead|404|page not found|not found|never received|never got|never came|never arrived|didnt come|didnt get|didnt receive|did not get|did not receive|not attached|wasnt attached|no attachment|nothing attached|have anything attached|missing|dont have|do not have|havent got|have not got|havent a|have no|got no|without a|run out|ran out|gone from|vanished|disappeared|ruined|chewed|corrupt*|blank page|spilt|spilled|has moved|been moved|been taken down|times out", "the form is wanted because it is not there"},
	{version, "", "current|latest|up to date|uptodate|newest|most recent|right version|right one|right form|correct form|correct one|correct version|new version|new form|replaced|been updated|still valid|still in use|still use*|still do|still current|still ok|old version|out of date|superseded|still the", "asks for the current one"},
	{reported, "", "youve received|youve had|youve got my/our/the/his/her|you have received|you have had|you received|on your caseload|on caseload|on the list|on your list|on the waiting|under your|known to you|open to you|already sees|already under|i/we sent|i/we ~ sent|ive sent|weve sent|have sent|has sent|had sent|who sent|was sent|were sent|sent ~ in|sent ~ off|sent ~ back|sent you|sent to you|sent by|sent the|sent my|sent a|sent on|i/we ~ posted|posted it|posted the|posted to|i/we ~ emailed|have emailed|emailed you the|emailed the|emailed my|emailed it|emailed over|i/we ~ returned|returned the|returned it|was returned|have returned|i/we ~ submitted|submitted|i/we ~ completed|have completed|has completed|he/she/which/they ~ completed|completed on|was completed|i/we ~ filled|have filled|ive filled|filled in the/your/my/a/our|filled out the/your/my/a/our|filled it|dropped ~ off|dropped it|handed ~ in|handed it|faxed|uploaded|did you get|did you receive|have you received|have you had|have you got my/our|have you got the completed|has it arrived|has arrived|have arrived|arrived safely|has reached|reached you|got there|come through to you|" +
		"confirm ~ receipt|confirm ~ received|confirm ~ arrived|confirm you have|confirm it|acknowledge receipt|thanks for the|thanks for your|thanks for sending|thank you for the|thank you for sending|thank you for your|thanks for that|thank you for ~ form|thanks for ~ form|got the ~ form|got your form|got the form*|received the|received your|received my|landed safely|received and|you sent|you posted|you emailed|you gave|was referred|were referred|been referred|has referred|have referred|had referred|referred in|referred on|referred by|referred him|referred her|referred us|referred my|referred back|referred last|made a/the/my/our/his/her referral|made a ~ referral|did a referral|did the referral|put in a referral|put a referral in|done the/a referral|done the form|did the form|did a form|already ~ referral|my/our/his/her ~ referral was|referral was|referral has been|referral been|referral i made|referral we made|referral sent|form was sent|form sent on/in/to/last/by/off/back|form i sent|form we sent|form returned|gave you|gave ~ form|read the|i have done|went back", "tells of a form or a referral that there is already"},
	{mine, "", "my form|our form|my referral form|our referral form|my ot form|my/our completed ~ form|completed form*|completed referral|completed ot|filled in form*|filled form*|my/our paperwork|my/our/his/her sons/daughters/childs/boys/girls/grandsons/granddaughters ~ referral|about the referral|regarding the referral|about his/her referral|the referral for|the referral of|my application|my son/daughter form|his form|her form|their form|his referral form|her referral form|my forms|my referral|our referral|his referral|her referral|her ot referral form|the referral i", "a form that somebody has filled in"},
	{brings, "", "attach*|enclos*|here is|here are|heres|please find|pls find|find below|as requested|herewith|my answers|already have|already got|already filled|already sent|have sent|have now sent|have done|have got|sent the|sent you|sent it|sent in|sent off", "brings something"},
	{filled, "", "completed|filled in|filled out|filled|filling|return*|submit*", "it is filled in"},
	{reverse, "", "your address|the address|where to send|where to post|to post the|to send the form to you|to return the|do/should/shall/can/could/may/must i/we send|do/should/shall/can/could/may/must i/we post|do/should/shall/can/could/may/must i/we email|do/should/shall/can/could/may/must i/we return|do/should/shall/can/could/may i/we ~ drop|do/should/shall/can/could/may i/we ~ hand|do/should/shall/can/could/may i/we ~ bring|do/should/shall/can/could/may i/we forward|ill send|i will send|well send|we will send|ill return|i will return|ill email|i will email|ill post|i will post|ill bring|i will bring|get it back to you|back to you|send to you|send it to you|to you for|happy to send|happy to share|i/we can send|i/we could send|post ~ to you|send ~ to you|email ~ to you|ill get ~ filled|ill get ~ done|ill do it|will do it|will fill it|ill fill it", "the writer sends, not we"},
	{youDo, "", "please complete|please fill|please sign|please return|please review|please check|please confirm|please acknowledge|complete and return|complete the|fill in and return|fill out and return|fill in a short|sign and return|to sign|sign it|sign the|sign a|signing|signed by you|signed by the|be signed|countersign*|you ~ complete|you ~ fill|you ~ sign|your team could/can fill|your team to complete|someone ~ fill|someone ~ sign|somebody ~ fill|somebody ~ sign|someone ~ complete|somebody ~ complete|ot ~ sign|ot ~ complete|ot ~ fill|therapist ~ sign|therapist ~ complete|therapist ~ fill|need it back|form back|form returned|forms back|be returned|supporting letter|stamp|your part|your section", "a form that we are to fill in"},
	{refuse, "", "dont send|do not send|dont need|do not need|doesnt need|didnt need|no need|not need|dont want|do not want|no form*|not another form|no longer|not a form|not the form|rather than a form|instead of a form|not asking for|dont bother|stop sending|no forms|nothing for|please ignore|ignore my|not to send|not after|cancel my request|please disregard|never mind|dont worry about|found it|found the form|got it now|sorted now", "does not want it"},
	{again, "", "newer|another|again|new|fresh|new one|instead|one more|second|resend|spare|blank|replacement|a copy|extra|afresh|the right one|the new", "another one is wanted"},
	{it, "", "it|one|ones|that|this|them|these|those|same|the needful|through|over|whatever we need|whatever i need|whatever you need|all the details|details|to this|to my|link|the link|a link|copy|copies", "what was spoken of"},

	{veto, "an offer", "demo|15 minute call|minute call|quick call|our platform|our software|our product*|our solution|our range|pricing|price list|brochure|catalogue|discount|free trial|helps ~ trusts|account executive|sales|product specialist|area manager|business development|we help ~ trusts|digitis*|digitiz*|market leader|roi|save you time|we supply|we offer|we specialise|mock up|quotation|ncr|artwork|special offer|we can offer|transform your|streamlin*|automate", "sells"},
	{veto, "a study or the press", "dissertation|thesis|msc|phd|research|researcher|study|journalist|reporter|newspaper|news desk|media enquiry|freedom of information|foi|foia|press office|podcast|documentary|bugle|survey|benchmarking|benchmark|comparing services|audit of services|our own form|redesigning|your layout|feedback on|comments on|steal|inspiration|as a template|as an example|example of a", "studies or reports"},
	{veto, "a complaint", "formal complaint|make a complaint|wish to complain|want to complain|like to complain|ombudsman|letter before action|pre action|under the complaints", "complains"},
	{veto, "a job", "be considered for|my cv|cv is|cv attached|vacancy|vacancies|job application|apply for the post|apply for the role|recruiting|recruitment|work experience|placement paperwork|student placement|shadowing|covering letter", "seeks work"},
	{veto, "an event", "information day|coffee morning|open day|information event|school fair|careers fair|send ~ leaflets|have leaflets|leaflets about|posters", "invites or collects"},
	{elder, "", "for my/our/his/her mother|for my/our/his/her mum|for my/our/his/her father|for my/our/his/her dad|for my/our/his/her husband|for my/our/his/her wife|for my/our/his/her partner|for my/our/his/her nan*|for my/our gran|for my/our grandma|for my/our grandad|for my/our grandfather|for my/our grandmother|for my/our uncle|for my/our aunt*|for my/our neighbour|for my/our elderly|my/our/her/his elderly|my mother is|my mum is|my father is|my dad is|my husband is|my wife is|my nan is|my nana is|my gran is|my mother has|my father has|my husband has|my husband had|my wife has|my wife had|my mother had|my father had|my dad had|my mum had|my mum has|my dad has|its my nan*|its my mum|its my dad|its my husband|its my wife|its my gran|refer my/our mother|refer my/our mum|refer my/our father|refer my/our dad|refer my/our husband|refer my/our wife|refer my/our elderly|refer my/our nan*|refer my/our gran*|my mothers|my late|for myself|refer myself|i have had a stroke|ive had a stroke|care home|nursing home|pensioner|retired", "for somebody who is no child"},
	{child, "", "son|daughter|child|children|childs|grandson|granddaughter|grand daughter|grand son|grandchild*|grandaughter|pupil*|boy|boys|girl|girls|school|nursery|preschool|reception|baby|toddler|little one|niece|nephew|lad|lass|kid|kids|kiddo|teacher|year|yr|paediatric*|infant|twins|foster|little|primary|high|gcse|college|sixth|teen*|beti|beta", "for a child"},
	{call, "", "email/text/message/write me when|email/text/message/write me if|email/text/message/write me to|email/text/message/write me about|email/text/message me with|give ~ call|give ~ ring|give ~ bell|give ~ buzz|give ~ shout|drop ~ line|ring me|call me|phone me|get in touch|get back to|let me know if you|mail address|email address|email me back|email back|text me back|post code|this email|this e mail|your email|my email|that email|by email|an email|the email|via email|email from|email to say|e mail|mail to say|email you|email yourselves|email cts|please note|please see|please find|pls find|in the post|by post|share his/her|share the reports", "what is no sending of a form"},
	{away, "", "ive told|i have told|i told|i advised|i have advised|i have suggested|i suggested|ive suggested|ive advised|ive asked mum/dad/parents/them/her/him|i have asked mum/dad/parents/them/her/him|we told mum/dad/parents/them|we have told|we advised|we have advised|we have suggested|if you need|if you require|if you would like|if you are looking|if you want|if you are a parent|for all ~ enquiries|for any ~ enquiries|for urgent", "advice to any reader"},

	{matterOf, "a complaint", "complain*|disgust*|unacceptable|pals|ombudsman", "people answer"},
	{matterOf, "a legal matter", "solicitor*|court|tribunal|legal|subject access|sar|freedom of information|foi|data protection", "people answer"},
	{matterOf, "an appointment", "appointment*|appt|rearrang*|reschedul*|cancel*|dna|missed|running late", "people answer"},
	{matterOf, "a referral that was made before", "any update*|an update|update on|chase|chasing|chased|waiting list*|how long|waiting time*|wait time*|status of|still waiting|not heard|havent heard|heard anything|heard nothing|heard back|did you get|did you receive|have you received|have you had|have you got my/our|when will|what is happening|whats happening|what happens next|progress of|any news|how many|where is my|where are we|wheres my|next steps for", "people answer"},
	{matterOf, "a report", "report|reports|letter|letters|discharge summary|minutes|ehcp|annual review|meeting", "people answer"},
	{matterOf, "a bill or an order", "invoice*|purchase order|quote|quotation|order number", "people answer"},
}

// matterOrder is the order in which matters are named when a sentence has several.
var matterOrder = []string{"a complaint", "a legal matter", "an appointment", "a referral that was made before", "a report", "a bill or an order"}

// shorthand is how words are written on a phone, and misspelled.
var shorthand = map[string]string{
	"pls": "please", "plz": "please", "plse": "please", "pl": "please", "pleas": "please", "plees": "please", "u": "you", "ya": "you", "yous": "you", "yourselves": "you", "ur": "your", "cud": "could", "cld": "could", "wud": "would", "wld": "would", "shud": "should", "r": "are",
	"frm": "form", "forum": "form", "fom": "form", "fourm": "form", "froms": "forms", "snd": "send", "sned": "send", "thx": "thanks", "ta": "thanks", "wot": "what", "wat": "what", "wher": "where", "were": "were", "gimme": "give me", "tx": "thanks",
	"referals": "referral", "referrals": "referral", "referal": "referral", "refferal": "referral", "refferral": "referral", "reffer": "refer", "refere": "refer", "refering": "referring", "reffering": "referring", "refered": "referred", "reffered": "referred", "occ": "occ", "therepy": "therapy", "therapie": "therapy", "profroma": "proforma", "emial": "email", "emaill": "email",
	"apptment": "appointment", "somone": "someone", "som1": "someone", "sum1": "someone",
}

// fuzzy are the key words by their first letter; a word of six letters or more
// that is none of the table's may be one of them with a typing error.
var fuzzy = map[byte][]string{
	'r': {"referral", "referring", "referred", "refer"}, 'o': {"occupational"}, 't': {"therapist", "therapy"}, 'p': {"paperwork", "proforma", "please"},
	'q': {"questionnaire"}, 'a': {"appointment"}, 'c': {"complaint"},
}

// spelledRight are words that are near a key word and are another one.
const spelledRight = "referee referees reference references referenced reform reforms reefer referable occupation occupations occupied pleased pleasure placate theorist therapies therapists therapy preferred deferred reverse revert appointed complain complains complained compliant players pleads pleasant referrer referrers referendum theatre thereby there therefore theirs terrapin compliments appointments complaints"
