<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en">
  <context>
    <name>AboutSection</name>
    <message>
      <source>About</source>
      <translation>このアプリについて</translation>
    </message>
    <message>
      <source>Apache License 2.0</source>
      <translation>Apache License 2.0</translation>
    </message>
    <message>
      <source>BSD 2-Clause License</source>
      <translation>BSD 2 条項ライセンス</translation>
    </message>
    <message>
      <source>GNU LGPL 3: you may put other versions of its files in the place of these</source>
      <translation>GNU LGPL 3（ファイルを別のバージョンに置き換えて使えます）</translation>
    </message>
    <message>
      <source>MIT License</source>
      <translation>MIT License</translation>
    </message>
    <message>
      <source>The model “{pack}”</source>
      <translation>モデル「{pack}」</translation>
    </message>
    <message>
      <source>This is T2L Desktop {version}. It never looks for a newer version by itself; look where you got this one.</source>
      <translation>T2L Desktop {version} です。新しいバージョンを自動で探すことはありません。このアプリの入手元でお確かめください。</translation>
    </message>
    <message>
      <source>names no licence</source>
      <translation>ライセンスの記載なし</translation>
    </message>
  </context>
  <context>
    <name>AdapterModel</name>
    <message>
      <source>Favourite</source>
      <translation>お気に入り</translation>
    </message>
  </context>
  <context>
    <name>AnswerNames</name>
    <message>
      <source>A skill that is not there any more</source>
      <translation>今はもうないスキル</translation>
    </message>
    <message>
      <source>Base model</source>
      <translation>ベースモデル</translation>
    </message>
    <message>
      <source>Choosing a skill…</source>
      <translation>スキルを選んでいます…</translation>
    </message>
    <message>
      <source>You</source>
      <translation>あなた</translation>
    </message>
  </context>
  <context>
    <name>AsidePage</name>
    <message>
      <source>Back ({key})</source>
      <translation>戻る（{key}）</translation>
    </message>
  </context>
  <context>
    <name>AskingBin</name>
    <message>
      <source>Delete for good</source>
      <translation>完全に削除</translation>
    </message>
    <message>
      <source>Delete for good…</source>
      <translation>完全に削除…</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>残す</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>元に戻す</translation>
    </message>
    <message>
      <source>They stay here for thirty days, then they are deleted for good.</source>
      <translation>ここに 30 日間残り、その後は完全に削除されます。</translation>
    </message>
  </context>
  <context>
    <name>BlendPage</name>
    <message>
      <source>Add a skill</source>
      <translation>スキルを加える</translation>
    </message>
    <message>
      <source>Add a skill to the blend</source>
      <translation>ブレンドにスキルを加える</translation>
    </message>
    <message>
      <source>Blend skills</source>
      <translation>スキルをブレンド</translation>
    </message>
    <message>
      <source>Blending…</source>
      <translation>ブレンドしています…</translation>
    </message>
    <message>
      <source>Chat with it</source>
      <translation>このスキルでチャット</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>選んでください…</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名前</translation>
    </message>
    <message>
      <source>Name of the blend</source>
      <translation>ブレンドの名前</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Saved</source>
      <translation>保存済み</translation>
    </message>
    <message>
      <source>What the skills do is added up, of each as much as its slider says. The skills stay as they are.</source>
      <translation>各スキルの働きを、スライダーで決めた分ずつ足し合わせます。元のスキルはそのまま残ります。</translation>
    </message>
  </context>
  <context>
    <name>BlendSize</name>
    <message>
      <source>Exact</source>
      <translation>そのまま</translation>
    </message>
    <message>
      <source>Exactly the sum of its parts.</source>
      <translation>すべてを正確に足し合わせます。</translation>
    </message>
    <message>
      <source>Exactly the sum of its parts: rank {rank}, the ranks of all parts together.</source>
      <translation>すべてを正確に足し合わせます。ランクは、元のスキルのランクの合計で {rank} です。</translation>
    </message>
    <message>
      <source>Measuring…</source>
      <translation>測定しています…</translation>
    </message>
    <message>
      <source>Rank</source>
      <translation>ランク</translation>
    </message>
    <message>
      <source>Rank of the blend</source>
      <translation>ブレンドのランク</translation>
    </message>
    <message>
      <source>Rank {rank} of {full}: keeps {kept} of what the exact blend changes, at about {size} of its size.</source>
      <translation>ランク {rank}（全体は {full}）：正確なブレンドによる変化の {kept} を、約 {size} の大きさで保ちます。</translation>
    </message>
    <message>
      <source>Reduced</source>
      <translation>小さくする</translation>
    </message>
    <message>
      <source>There is nothing to reduce: the rank is 1.</source>
      <translation>ランクが 1 なので、これ以上小さくできません。</translation>
    </message>
  </context>
  <context>
    <name>BusyRow</name>
    <message>
      <source>Cancel</source>
      <translation>キャンセル</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>進み具合</translation>
    </message>
    <message>
      <source>Waiting for other work to end…</source>
      <translation>ほかの処理が終わるのを待っています…</translation>
    </message>
    <message>
      <source>Waiting for the model to be ready…</source>
      <translation>モデルの準備ができるのを待っています…</translation>
    </message>
  </context>
  <context>
    <name>ChatBin</name>
    <message>
      <source>Back to the chats</source>
      <translation>チャットの一覧に戻る</translation>
    </message>
    <message>
      <source>Delete “{name}” for good? This cannot be undone.</source>
      <translation>「{name}」を完全に削除しますか？ この操作は元に戻せません。</translation>
    </message>
    <message>
      <source>Deleted chats</source>
      <translation>削除したチャット</translation>
    </message>
  </context>
  <context>
    <name>ChatExchange</name>
    <message>
      <source>(The answer was cut off.)</source>
      <translation>（回答は途中で切れました。）</translation>
    </message>
    <message>
      <source>A skill that is not there any more</source>
      <translation>今はもうないスキル</translation>
    </message>
    <message>
      <source>Base model</source>
      <translation>ベースモデル</translation>
    </message>
    <message>
      <source>It uses skills that are not in your library: {names}.</source>
      <translation>このライブラリにないスキルを使っています：{names}。</translation>
    </message>
    <message>
      <source>New chat</source>
      <translation>新しいチャット</translation>
    </message>
    <message>
      <source>System prompt</source>
      <translation>システムプロンプト</translation>
    </message>
    <message>
      <source>You</source>
      <translation>あなた</translation>
    </message>
    <message>
      <source>“{name}” was imported.</source>
      <translation>「{name}」を取り込みました。</translation>
    </message>
  </context>
  <context>
    <name>ChatHead</name>
    <message>
      <source>Compare two answers</source>
      <translation>2 つの回答を比べる</translation>
    </message>
    <message>
      <source>Delete this chat</source>
      <translation>このチャットを削除</translation>
    </message>
    <message>
      <source>New chat</source>
      <translation>新しいチャット</translation>
    </message>
    <message>
      <source>Rename this chat</source>
      <translation>このチャットの名前を変更</translation>
    </message>
  </context>
  <context>
    <name>ChatList</name>
    <message>
      <source>Chats</source>
      <translation>チャット</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>削除</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>書き出す</translation>
    </message>
    <message>
      <source>No chat holds these words.</source>
      <translation>該当するチャットはありません。</translation>
    </message>
    <message>
      <source>Pin to the top</source>
      <translation>上に固定</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>名前を変更</translation>
    </message>
    <message>
      <source>Text to read (Markdown)…</source>
      <translation>読むためのテキスト（Markdown）…</translation>
    </message>
    <message>
      <source>Unpin</source>
      <translation>固定を外す</translation>
    </message>
    <message>
      <source>Whole chat (JSON)…</source>
      <translation>チャット全体（JSON）…</translation>
    </message>
    <message>
      <source>Your chats are kept here, on this computer.</source>
      <translation>チャットはこのコンピューターの中に保存され、ここに並びます。</translation>
    </message>
  </context>
  <context>
    <name>ChatModel</name>
    <message>
      <source>New chat</source>
      <translation>新しいチャット</translation>
    </message>
    <message>
      <source>Pinned</source>
      <translation>固定済み</translation>
    </message>
  </context>
  <context>
    <name>ChatPage</name>
    <message>
      <source>A new chat</source>
      <translation>新しいチャット</translation>
    </message>
    <message>
      <source>Add one on the Models page.</source>
      <translation>「モデル」のページで追加してください。</translation>
    </message>
    <message>
      <source>Answer: {text}</source>
      <translation>回答：{text}</translation>
    </message>
    <message>
      <source>Choose a model</source>
      <translation>モデルを選ぶ</translation>
    </message>
    <message>
      <source>Choose a skill below, or none, and write a message.</source>
      <translation>下でスキルを選び（なしでもかまいません）、メッセージを書いてください。</translation>
    </message>
    <message>
      <source>Create a skill</source>
      <translation>スキルを作る</translation>
    </message>
    <message>
      <source>Create a skill first, or just write a message.</source>
      <translation>先にスキルを作るか、そのままメッセージを書いてください。</translation>
    </message>
    <message>
      <source>Go on with {name}</source>
      <translation>「{name}」で続ける</translation>
    </message>
    <message>
      <source>No model is installed</source>
      <translation>モデルがありません</translation>
    </message>
    <message>
      <source>Open in the browser</source>
      <translation>ブラウザーで開く</translation>
    </message>
    <message>
      <source>The answer links to {address}.</source>
      <translation>この回答には {address} へのリンクがあります。</translation>
    </message>
  </context>
  <context>
    <name>ChatShelf</name>
    <message>
      <source>Deleted chats ({count})</source>
      <translation>削除したチャット（{count}）</translation>
    </message>
    <message>
      <source>Export this chat as text (Markdown)…</source>
      <translation>このチャットをテキスト（Markdown）で書き出す…</translation>
    </message>
    <message>
      <source>Export this chat whole (JSON)…</source>
      <translation>このチャット全体（JSON）を書き出す…</translation>
    </message>
    <message>
      <source>Import chats…</source>
      <translation>チャットを取り込む…</translation>
    </message>
    <message>
      <source>More</source>
      <translation>その他の操作</translation>
    </message>
    <message>
      <source>New chat</source>
      <translation>新しいチャット</translation>
    </message>
    <message>
      <source>Search chats</source>
      <translation>チャットを検索</translation>
    </message>
    <message>
      <source>Search titles and messages</source>
      <translation>題名とメッセージを検索</translation>
    </message>
    <message>
      <source>“{name}” was deleted.</source>
      <translation>「{name}」を削除しました。</translation>
    </message>
  </context>
  <context>
    <name>ChatWords</name>
    <message>
      <source>Answering…</source>
      <translation>回答しています…</translation>
    </message>
    <message>
      <source>Choosing a skill…</source>
      <translation>スキルを選んでいます…</translation>
    </message>
    <message>
      <source>Each message stands alone; the model does not see earlier ones.</source>
      <translation>メッセージは 1 件ずつ独立していて、モデルは前のやりとりを見ません。</translation>
    </message>
    <message>
      <source>Loading the model… {percent} %</source>
      <translation>モデルを読み込んでいます… {percent} %</translation>
    </message>
    <message>
      <source>Reading what your skills are for… {percent} %</source>
      <translation>スキルの説明文を読んでいます… {percent} %</translation>
    </message>
    <message>
      <source>The model's memory is nearly full: soon it will not see the oldest messages any more.</source>
      <translation>モデルが一度に読める量の上限が近づいています。まもなく古いメッセージから読まれなくなります。</translation>
    </message>
    <message>
      <source>This chat's model {name} is not installed.</source>
      <translation>このチャットのモデル {name} がありません。</translation>
    </message>
    <message>
      <source>Waiting for the model…</source>
      <translation>モデルを待っています…</translation>
    </message>
    <message>
      <source>{rate} tokens/s</source>
      <translation>{rate} トークン/秒</translation>
    </message>
    <message>
      <source>{used} of {limit} tokens used</source>
      <translation>{limit} トークン中 {used} を使用</translation>
    </message>
  </context>
  <context>
    <name>CodeHeader</name>
    <message>
      <source>Code</source>
      <translation>コード</translation>
    </message>
    <message>
      <source>Copied</source>
      <translation>コピーしました</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>コピー</translation>
    </message>
    <message>
      <source>Copy this code</source>
      <translation>このコードをコピー</translation>
    </message>
  </context>
  <context>
    <name>Composer</name>
    <message>
      <source>Enter sends, {key} begins a new line</source>
      <translation>Enter で送信、{key} で改行</translation>
    </message>
    <message>
      <source>Left</source>
      <translation>左</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>メッセージ</translation>
    </message>
    <message>
      <source>Right: the chat goes on with this</source>
      <translation>右（チャットはこの設定で続きます）</translation>
    </message>
    <message>
      <source>Send</source>
      <translation>送信</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Write a message…</source>
      <translation>メッセージを書く…</translation>
    </message>
    <message>
      <source>{key} sends, Enter begins a new line</source>
      <translation>{key} で送信、Enter で改行</translation>
    </message>
  </context>
  <context>
    <name>CreatePage</name>
    <message>
      <source>Add one on the Models page.</source>
      <translation>「モデル」のページで追加してください。</translation>
    </message>
    <message>
      <source>Choose a model</source>
      <translation>モデルを選ぶ</translation>
    </message>
    <message>
      <source>Create</source>
      <translation>作成</translation>
    </message>
    <message>
      <source>Describe it in a sentence or two. A small skill is written for it on this computer.</source>
      <translation>1～2 文で説明してください。そのための小さなスキルを、このコンピューターの中で作ります。</translation>
    </message>
    <message>
      <source>For example: {description}</source>
      <translation>例：{description}</translation>
    </message>
    <message>
      <source>It has no model to chat with, so a skill could not be tried here. Use another model.</source>
      <translation>チャットに使うモデルがないため、ここではスキルを試せません。別のモデルを使ってください。</translation>
    </message>
    <message>
      <source>No model is installed</source>
      <translation>モデルがありません</translation>
    </message>
    <message>
      <source>This model chats but cannot write skills</source>
      <translation>このモデルはチャットはできますが、スキルは作れません</translation>
    </message>
    <message>
      <source>This model writes skills from the command line only</source>
      <translation>このモデルでスキルを作れるのは、コマンドラインからだけです</translation>
    </message>
    <message>
      <source>Use one that writes them, or add this one again with a hypernetwork and an embedder for it.</source>
      <translation>スキルを作れるモデルを使うか、このモデルを、対応するハイパーネットワークと埋め込みモデルと一緒に追加し直してください。</translation>
    </message>
    <message>
      <source>What should your model be good at?</source>
      <translation>モデルに何を得意になってほしいですか？</translation>
    </message>
    <message>
      <source>Writing the skill…</source>
      <translation>スキルを作っています…</translation>
    </message>
  </context>
  <context>
    <name>DataSection</name>
    <message>
      <source>Back up…</source>
      <translation>バックアップ…</translation>
    </message>
    <message>
      <source>Backup</source>
      <translation>バックアップ</translation>
    </message>
    <message>
      <source>Before the last restore</source>
      <translation>前回の復元より前のデータ</translation>
    </message>
    <message>
      <source>Bring back</source>
      <translation>元に戻す</translation>
    </message>
    <message>
      <source>Bring back what was here before the last restore…</source>
      <translation>前回の復元より前のデータに戻す…</translation>
    </message>
    <message>
      <source>Bring back what was here until {date}?</source>
      <translation>{date} までのデータに戻しますか？</translation>
    </message>
    <message>
      <source>Bring back…</source>
      <translation>元に戻す…</translation>
    </message>
    <message>
      <source>Bringing back what was here…</source>
      <translation>以前のデータに戻しています…</translation>
    </message>
    <message>
      <source>Chats and skills are closed meanwhile. Cancel leaves everything where it is.</source>
      <translation>移動が終わるまで、チャットとスキルは使えません。途中でキャンセルすると、すべて元の場所に残ります。</translation>
    </message>
    <message>
      <source>Checking and restoring the backup…</source>
      <translation>バックアップを確認して復元しています…</translation>
    </message>
    <message>
      <source>Data folder</source>
      <translation>データフォルダー</translation>
    </message>
    <message>
      <source>Looking at the folder…</source>
      <translation>フォルダーを確認しています…</translation>
    </message>
    <message>
      <source>Move everything to {folder}?</source>
      <translation>すべてのデータを {folder} に移動しますか？</translation>
    </message>
    <message>
      <source>Move now</source>
      <translation>移動する</translation>
    </message>
    <message>
      <source>Move the data folder…</source>
      <translation>データフォルダーを移動…</translation>
    </message>
    <message>
      <source>Move…</source>
      <translation>移動…</translation>
    </message>
    <message>
      <source>Moving your data…</source>
      <translation>データを移動しています…</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>やめておく</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>開く</translation>
    </message>
    <message>
      <source>Open the data folder</source>
      <translation>データフォルダーを開く</translation>
    </message>
    <message>
      <source>Puts a backup in the place of what is here now, which is kept for thirty days.</source>
      <translation>今のデータをバックアップの内容に置き換えます。今のデータは 30 日間保管されます。</translation>
    </message>
    <message>
      <source>Reading the backup…</source>
      <translation>バックアップを読み込んでいます…</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>復元</translation>
    </message>
    <message>
      <source>Restore now</source>
      <translation>復元する</translation>
    </message>
    <message>
      <source>Restore the backup of {date}?</source>
      <translation>{date} のバックアップを復元しますか？</translation>
    </message>
    <message>
      <source>Restore…</source>
      <translation>復元…</translation>
    </message>
    <message>
      <source>Skills in it: {skills}. Chats in it: {chats}.</source>
      <translation>スキル {skills} 個、チャット {chats} 件が入っています。</translation>
    </message>
    <message>
      <source>Skills, chats and settings in one file, to keep in another place.</source>
      <translation>スキル、チャット、設定を 1 つのファイルにまとめます。別の場所に保管してください。</translation>
    </message>
    <message>
      <source>The app itself keeps copies of all chats and of the list of skills; the last is of {date}.</source>
      <translation>すべてのチャットとスキルの一覧は、アプリも自動で控えを取っています（最新：{date}）。</translation>
    </message>
    <message>
      <source>The backup of {date} was restored.</source>
      <translation>{date} のバックアップを復元しました。</translation>
    </message>
    <message>
      <source>The backup was written to {path}.</source>
      <translation>バックアップを {path} に保存しました。</translation>
    </message>
    <message>
      <source>What is here now is kept for thirty days and can be brought back.</source>
      <translation>今のデータは 30 日間保管され、その間は元に戻せます。</translation>
    </message>
    <message>
      <source>What was here before is back.</source>
      <translation>以前のデータに戻しました。</translation>
    </message>
    <message>
      <source>What was here until {date}.</source>
      <translation>{date} までのデータです。</translation>
    </message>
    <message>
      <source>With the models ({size})</source>
      <translation>モデルも含める（{size}）</translation>
    </message>
    <message>
      <source>Writing the backup…</source>
      <translation>バックアップを書き出しています…</translation>
    </message>
    <message>
      <source>Your data</source>
      <translation>データ</translation>
    </message>
    <message>
      <source>Your data is in {folder} now.</source>
      <translation>データを {folder} に移動しました。</translation>
    </message>
    <message>
      <source>{size} in all ({models} for models); {free} free on this drive.</source>
      <translation>合計 {size}（うちモデル {models}）、このドライブの空き {free}</translation>
    </message>
    <message>
      <source>{size}; {free} free on this drive.</source>
      <translation>合計 {size}、このドライブの空き {free}</translation>
    </message>
  </context>
  <context>
    <name>DraftBin</name>
    <message>
      <source>Back to the skills</source>
      <translation>スキルの一覧に戻る</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>削除</translation>
    </message>
    <message>
      <source>Not saved yet</source>
      <translation>未保存のスキル</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>They were created and not saved. They stay here for thirty days.</source>
      <translation>作成したまま保存していないスキルです。30 日間ここに残ります。</translation>
    </message>
  </context>
  <context>
    <name>ExampleChips</name>
    <message>
      <source>A few of each</source>
      <translation>いろいろ</translation>
    </message>
    <message>
      <source>All</source>
      <translation>すべて</translation>
    </message>
    <message>
      <source>Or begin with an example:</source>
      <translation>または、例から始められます：</translation>
    </message>
    <message>
      <source>Other</source>
      <translation>その他</translation>
    </message>
  </context>
  <context>
    <name>ExportMenu</name>
    <message numerus="yes">
      <source>%n skills were exported to {path}.</source>
      <translation>
        <numerusform>%n 個のスキルを {path} に書き出しました。</numerusform>
      </translation>
    </message>
    <message>
      <source>Exporting {count} skills…</source>
      <translation>{count} 個のスキルを書き出しています…</translation>
    </message>
    <message>
      <source>Exporting…</source>
      <translation>書き出しています…</translation>
    </message>
    <message>
      <source>Folder for Ollama (Modelfile and GGUF)…</source>
      <translation>Ollama 用フォルダー（Modelfile と GGUF）…</translation>
    </message>
    <message>
      <source>GGUF file in full precision (32 bits)…</source>
      <translation>GGUF ファイル（32 ビットの完全な精度）…</translation>
    </message>
    <message>
      <source>GGUF file, for llama.cpp and its relatives…</source>
      <translation>GGUF ファイル（llama.cpp 系のアプリ向け）…</translation>
    </message>
    <message>
      <source>PEFT folder, for Python…</source>
      <translation>PEFT フォルダー（Python 向け）…</translation>
    </message>
    <message>
      <source>Skill file, to give to others…</source>
      <translation>スキルファイル（人に渡すとき）…</translation>
    </message>
    <message>
      <source>Whole model with the skill in it (GGUF)…</source>
      <translation>スキルを組み込んだモデル全体（GGUF）…</translation>
    </message>
  </context>
  <context>
    <name>FailurePage</name>
    <message>
      <source>Begin anew</source>
      <translation>新しく始める</translation>
    </message>
    <message>
      <source>Choose the folder…</source>
      <translation>フォルダーを選ぶ…</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>もう一度試す</translation>
    </message>
    <message>
      <source>“Begin anew” starts without skills and chats in the usual folder. What is on the drive stays there.</source>
      <translation>「新しく始める」を選ぶと、スキルもチャットもない状態で、標準のフォルダーを使って始めます。ドライブにあるデータはそのまま残ります。</translation>
    </message>
  </context>
  <context>
    <name>FamiliarityGauge</name>
    <message>
      <source>Close to what it has practised</source>
      <translation>練習した内容に近い</translation>
    </message>
    <message>
      <source>Familiarity</source>
      <translation>なじみの度合い</translation>
    </message>
    <message>
      <source>How much this is like the descriptions that the model was trained with: likeness {figure} of 1.</source>
      <translation>モデルの学習に使われた説明文との近さです（類似度 {figure}、最大 1）。</translation>
    </message>
    <message>
      <source>New territory</source>
      <translation>初めての内容</translation>
    </message>
    <message>
      <source>Somewhat new to it</source>
      <translation>少し新しい内容</translation>
    </message>
    <message>
      <source>The newer it is, the less one can rely on the skill.</source>
      <translation>新しい内容ほど、スキルの出来は不確かになります。</translation>
    </message>
  </context>
  <context>
    <name>FirstSteps</name>
    <message>
      <source>Done</source>
      <translation>完了</translation>
    </message>
    <message>
      <source>It is below, with two answers to compare: one without it, one with it. “Chat with it” opens a chat, “Save” keeps it in your Library, on the left. More is in Help ({key}).</source>
      <translation>下で、スキルなしとスキルありの回答を見比べられます。「このスキルでチャット」でチャットが始まり、「保存」を押すと左の「ライブラリ」に残ります。詳しくは「ヘルプ」（{key}）をご覧ください。</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>言語</translation>
    </message>
    <message>
      <source>Next</source>
      <translation>次へ</translation>
    </message>
    <message>
      <source>Say in a sentence what you need, and this app writes a skill: a small add-on that makes its language model good at just that. Everything stays on this computer, and no internet is needed.</source>
      <translation>してほしいことを 1 文で書くと、このアプリが「スキル」を作ります。スキルは、言語モデルをそのことだけ得意にする、小さな追加データです。すべてこのコンピューターの中だけで行われ、インターネットは要りません。</translation>
    </message>
    <message>
      <source>Show me an example</source>
      <translation>例を見る</translation>
    </message>
    <message>
      <source>Skip the first steps</source>
      <translation>はじめの案内をスキップ</translation>
    </message>
    <message>
      <source>Step {number} of {count}</source>
      <translation>ステップ {number}/{count}</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>テーマ</translation>
    </message>
    <message>
      <source>Try it</source>
      <translation>試してみましょう</translation>
    </message>
    <message>
      <source>Type a sentence into the field below and press Create. Or lean back and watch how it is done with an example.</source>
      <translation>下の欄に文を書いて「作成」を押してください。まずは例で見てみることもできます。</translation>
    </message>
    <message>
      <source>Welcome</source>
      <translation>ようこそ</translation>
    </message>
    <message>
      <source>Your skill is ready</source>
      <translation>スキルができました</translation>
    </message>
  </context>
  <context>
    <name>ForeignNote</name>
    <message>
      <source>This model reads {languages}; other languages may not work.</source>
      <translation>このモデルが読めるのは{languages}です。ほかの言語ではうまく動かないことがあります。</translation>
    </message>
  </context>
  <context>
    <name>HelpPage</name>
    <message>
      <source>Help</source>
      <translation>ヘルプ</translation>
    </message>
  </context>
  <context>
    <name>KeysSection</name>
    <message>
      <source>Begin a new chat</source>
      <translation>新しいチャットを始める</translation>
    </message>
    <message>
      <source>Begin a new line in a message</source>
      <translation>メッセージの中で改行する</translation>
    </message>
    <message>
      <source>Close the app</source>
      <translation>アプリを終了する</translation>
    </message>
    <message>
      <source>Close the window, and the app with it</source>
      <translation>ウィンドウを閉じて、アプリを終了する</translation>
    </message>
    <message>
      <source>Create the skill or try other wordings; in a chat, send the message</source>
      <translation>スキルを作成する、ほかの言い方を試す、チャットではメッセージを送る</translation>
    </message>
    <message>
      <source>Delete the chosen chat or skill, which can be undone, or rows of a test sheet; among what was deleted, for good, after a question</source>
      <translation>選んだチャットやスキルを削除する（元に戻せます）。テストシートでは行を削除する。削除済みの一覧では、確認のあと完全に削除する</translation>
    </message>
    <message>
      <source>Find a chat or a skill, on their pages</source>
      <translation>チャットやスキルを検索する（それぞれのページで）</translation>
    </message>
    <message>
      <source>Go from skill to skill on the map; Enter opens the one you are at</source>
      <translation>マップで、スキルからスキルへ移る（Enter で開く）</translation>
    </message>
    <message>
      <source>Go to one of the pages on the left</source>
      <translation>左側のメニューのページに切り替える</translation>
    </message>
    <message>
      <source>Keys</source>
      <translation>キー操作</translation>
    </message>
    <message>
      <source>Make the chosen skills favourites, or remove them from there</source>
      <translation>選んだスキルをお気に入りに追加する、またはお気に入りから外す</translation>
    </message>
    <message>
      <source>Open the settings</source>
      <translation>設定を開く</translation>
    </message>
    <message>
      <source>Open this Help</source>
      <translation>このヘルプを開く</translation>
    </message>
    <message>
      <source>Paste rows into a test sheet</source>
      <translation>テストシートに行を貼り付ける</translation>
    </message>
    <message>
      <source>Rename the chosen chat or skill</source>
      <translation>選んだチャットやスキルの名前を変える</translation>
    </message>
    <message>
      <source>Send the message</source>
      <translation>メッセージを送る</translation>
    </message>
    <message>
      <source>Stop an answer, leave the first steps, a test sheet, a blend, the variants or what was deleted, or give up changing a name or a message</source>
      <translation>回答を止める。はじめの案内、テストシート、ブレンド、バリエーション、削除したものの一覧を閉じる。名前やメッセージの変更をやめる</translation>
    </message>
    <message>
      <source>Zoom in on the map, out of it, and back to all of it</source>
      <translation>マップを拡大、縮小、全体表示にする</translation>
    </message>
    <message>
      <source>{first} to {last}</source>
      <translation>{first}～{last}</translation>
    </message>
  </context>
  <context>
    <name>LargerModelSection</name>
    <message>
      <source>A larger model</source>
      <translation>もっと大きなモデル</translation>
    </message>
    <message>
      <source>Any other GGUF chat model of the Llama, Mistral, Qwen 2, Qwen 3, Gemma 2, Gemma 3 or Phi-3 kind can be added alone: it chats, and takes skills that others give you.</source>
      <translation>Llama、Mistral、Qwen 2、Qwen 3、Gemma 2、Gemma 3、Phi-3 系の GGUF 形式のチャットモデルなら、単独でも追加できます。チャットができ、ほかの人からもらったスキルも使えます。</translation>
    </message>
    <message>
      <source>Drop the three anywhere on the window, press “Add this model”, then “Use it now”. The app says whether it fits in memory before it loads anything.</source>
      <translation>3 つをウィンドウのどこかにドロップし、「このモデルを追加」、続いて「今すぐ使う」を押します。メモリに収まるかどうかは、読み込む前に分かります。</translation>
    </message>
    <message>
      <source>Sakana AI has published Text-to-LoRA hypernetworks, which write skills, for three larger models. Each needs three things from the Hugging Face hub, which any browser fetches: a base model, its hypernetwork, which is a folder of SakanaAI/text-to-lora, and the embedder, which is the folder of Alibaba-NLP/gte-large-en-v1.5 for all three.</source>
      <translation>Sakana AI は、スキルを作るハイパーネットワーク（Text-to-LoRA）を、3 つの大きなモデル向けに公開しています。それぞれ、Hugging Face のハブからブラウザーで入手する 3 つのものが必要です。ベースモデル、そのハイパーネットワーク（SakanaAI/text-to-lora のフォルダー）、埋め込みモデル（3 つとも Alibaba-NLP/gte-large-en-v1.5 のフォルダー）です。</translation>
    </message>
    <message>
      <source>{base} (about {size} GB)
{hypernetwork}
Licence: {licence}</source>
      <translation>{base}（約 {size} GB）
{hypernetwork}
ライセンス：{licence}</translation>
    </message>
  </context>
  <context>
    <name>LayerPicture</name>
    <message>
      <source>Layers, from reading the words to choosing the answer. The stronger the colour, the more changes.</source>
      <translation>左から右へ、言葉を読む層から答えを選ぶ層までを表します。色がはっきりしているほど、変化が大きいことを示します。</translation>
    </message>
    <message>
      <source>What it changes in the model</source>
      <translation>モデルのどこを変えるか</translation>
    </message>
  </context>
  <context>
    <name>LengthNote</name>
    <message>
      <source>The pasted text was too long: only its first {limit} characters were taken.</source>
      <translation>貼り付けた文章が長すぎるため、最初の {limit} 文字だけを入れました。</translation>
    </message>
    <message>
      <source>This has {length} characters; the limit is {limit}. Say it in a sentence or two.</source>
      <translation>{length} 文字あります。{limit} 文字までにしてください。1～2 文で十分です。</translation>
    </message>
  </context>
  <context>
    <name>LibraryPage</name>
    <message>
      <source>Create a skill</source>
      <translation>スキルを作る</translation>
    </message>
    <message>
      <source>Create one from a sentence and save it, or drop one here that somebody gave you.</source>
      <translation>文章から作って保存するか、人からもらったスキルをここにドロップしてください。</translation>
    </message>
    <message>
      <source>Deleted skills ({count})</source>
      <translation>削除したスキル（{count}）</translation>
    </message>
    <message>
      <source>Import…</source>
      <translation>取り込む…</translation>
    </message>
    <message>
      <source>List</source>
      <translation>リスト</translation>
    </message>
    <message>
      <source>Map</source>
      <translation>マップ</translation>
    </message>
    <message>
      <source>No skill has these words in its name, description, notes or tags.</source>
      <translation>名前、説明、メモ、タグにこの語句を含むスキルはありません。</translation>
    </message>
    <message>
      <source>No skills yet</source>
      <translation>スキルはまだありません</translation>
    </message>
    <message>
      <source>Not saved yet ({count})</source>
      <translation>未保存のスキル（{count}）</translation>
    </message>
    <message>
      <source>Nothing found</source>
      <translation>見つかりませんでした</translation>
    </message>
    <message>
      <source>Order</source>
      <translation>並べ替え</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>検索</translation>
    </message>
    <message>
      <source>Search names, descriptions, notes and tags</source>
      <translation>名前、説明、メモ、タグを検索</translation>
    </message>
    <message>
      <source>Show all skills</source>
      <translation>すべてのスキルを表示</translation>
    </message>
    <message>
      <source>Skills</source>
      <translation>スキル</translation>
    </message>
    <message>
      <source>Skills: {total}</source>
      <translation>スキル：{total} 個</translation>
    </message>
    <message>
      <source>Your skills</source>
      <translation>保存したスキル</translation>
    </message>
    <message>
      <source>{count} of {total} skills</source>
      <translation>{total} 個中 {count} 個のスキル</translation>
    </message>
  </context>
  <context>
    <name>MacMenu</name>
    <message>
      <source>About T2L Desktop</source>
      <translation>T2L Desktop について</translation>
    </message>
    <message>
      <source>App</source>
      <translation>アプリ</translation>
    </message>
    <message>
      <source>Quit T2L Desktop</source>
      <translation>T2L Desktop を終了</translation>
    </message>
    <message>
      <source>Settings…</source>
      <translation>設定…</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>Drop it here to add it</source>
      <translation>ここにドロップして追加</translation>
    </message>
  </context>
  <context>
    <name>MannerBar</name>
    <message>
      <source>Also tell the model the description</source>
      <translation>説明文も伝える</translation>
    </message>
    <message>
      <source>Each message is answered by the skill whose description is most like it.</source>
      <translation>メッセージごとに、説明文がいちばん近いスキルが答えます。</translation>
    </message>
    <message>
      <source>System prompt, temperature and more</source>
      <translation>システムプロンプト、温度など</translation>
    </message>
    <message>
      <source>The model also reads the skill's description with every message.</source>
      <translation>メッセージごとに、スキルの説明文もモデルに読ませます。</translation>
    </message>
  </context>
  <context>
    <name>MannerDetails</name>
    <message>
      <source>0 always takes the likeliest word; more is freer.</source>
      <translation>0 ではいつも最も確からしい語を選びます。大きいほど自由になります。</translation>
    </message>
    <message>
      <source>Above 1, words that were just used come less.</source>
      <translation>1 より大きくすると、直前に使った語が出にくくなります。</translation>
    </message>
    <message>
      <source>Back to the usual</source>
      <translation>標準に戻す</translation>
    </message>
    <message>
      <source>Balanced</source>
      <translation>標準的</translation>
    </message>
    <message>
      <source>Choose a preset</source>
      <translation>プリセットを選ぶ</translation>
    </message>
    <message>
      <source>Delete this preset</source>
      <translation>このプリセットを削除</translation>
    </message>
    <message>
      <source>Exact</source>
      <translation>正確</translation>
    </message>
    <message>
      <source>In tokens: short words, parts of words or letters.</source>
      <translation>単位はトークン（短い単語、単語の一部、または文字）です。</translation>
    </message>
    <message>
      <source>Inventive</source>
      <translation>独創的</translation>
    </message>
    <message>
      <source>Longest answer</source>
      <translation>回答の最大の長さ</translation>
    </message>
    <message>
      <source>Min-p</source>
      <translation>Min-p</translation>
    </message>
    <message>
      <source>Name of the preset</source>
      <translation>プリセットの名前</translation>
    </message>
    <message>
      <source>Name of the preset, then Enter</source>
      <translation>プリセットの名前を入力して Enter</translation>
    </message>
    <message>
      <source>Only so many of the likeliest words are drawn; 0 is no limit.</source>
      <translation>確からしい語の上位からこの個数だけを候補にします。0 は無制限です。</translation>
    </message>
    <message>
      <source>Only the likeliest words that together have this share are drawn.</source>
      <translation>確からしい順に、合計がこの割合になるまでの語だけを候補にします。</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>プリセット</translation>
    </message>
    <message>
      <source>Repeat penalty</source>
      <translation>繰り返しの抑制</translation>
    </message>
    <message>
      <source>Save as a preset…</source>
      <translation>プリセットに保存…</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>シード</translation>
    </message>
    <message>
      <source>System prompt</source>
      <translation>システムプロンプト</translation>
    </message>
    <message>
      <source>Temperature</source>
      <translation>温度</translation>
    </message>
    <message>
      <source>The preset “{name}” replaced the system prompt with its own.</source>
      <translation>システムプロンプトをプリセット「{name}」のものに置き換えました。</translation>
    </message>
    <message>
      <source>The preset “{name}” was deleted.</source>
      <translation>プリセット「{name}」を削除しました。</translation>
    </message>
    <message>
      <source>The same number draws the same answer; 0 is another one each time.</source>
      <translation>同じ数なら同じ回答になります。0 では毎回変わります。</translation>
    </message>
    <message>
      <source>The system prompt was removed.</source>
      <translation>システムプロンプトを消しました。</translation>
    </message>
    <message>
      <source>Top-k</source>
      <translation>Top-k</translation>
    </message>
    <message>
      <source>Top-p</source>
      <translation>Top-p</translation>
    </message>
    <message>
      <source>What the model should keep to in every answer</source>
      <translation>どの回答でもモデルに守ってほしいこと</translation>
    </message>
    <message>
      <source>Words below this share of the likeliest one are never drawn.</source>
      <translation>最も確からしい語に対してこの割合に満たない語は候補にしません。</translation>
    </message>
  </context>
  <context>
    <name>MapView</name>
    <message>
      <source>All skills on the map</source>
      <translation>マップ上のすべてのスキル</translation>
    </message>
    <message>
      <source>Fewer than two skills are measured</source>
      <translation>測定済みのスキルが 2 つ未満です</translation>
    </message>
    <message>
      <source>Measure them</source>
      <translation>測定する</translation>
    </message>
    <message>
      <source>Measuring skills for the map…</source>
      <translation>マップのためにスキルを測定しています…</translation>
    </message>
    <message>
      <source>Most like “{name}”</source>
      <translation>「{name}」に近い順</translation>
    </message>
    <message>
      <source>Near each other: skills that are described alike.</source>
      <translation>説明文が似ているスキルほど近くにあります。</translation>
    </message>
    <message>
      <source>Near each other: skills that do similar things.</source>
      <translation>働きが似ているスキルほど近くにあります。</translation>
    </message>
    <message>
      <source>Show all</source>
      <translation>全体を表示</translation>
    </message>
    <message>
      <source>Skills on the map</source>
      <translation>マップ上のスキル</translation>
    </message>
    <message>
      <source>Skills that are alike lie near each other. Save or import some, and they appear here.</source>
      <translation>似ているスキルほど近くに並びます。スキルを保存するか取り込むと、ここに表示されます。</translation>
    </message>
    <message>
      <source>The map needs two skills or more</source>
      <translation>マップにはスキルが 2 つ以上必要です</translation>
    </message>
    <message>
      <source>The map shows those that are. Measuring goes on where it was stopped.</source>
      <translation>マップには測定済みのスキルが表示されます。測定は中断したところから続きます。</translation>
    </message>
    <message>
      <source>The picture holds {percent} of the differences between the skills.</source>
      <translation>この図は、スキルどうしの違いの {percent} を表しています。</translation>
    </message>
    <message>
      <source>Zoom in</source>
      <translation>拡大</translation>
    </message>
    <message>
      <source>Zoom out</source>
      <translation>縮小</translation>
    </message>
  </context>
  <context>
    <name>MergeDialog</name>
    <message>
      <source>16 bits a number (larger, more exact)</source>
      <translation>1 つの数に 16 ビット（大きいが、より正確）</translation>
    </message>
    <message>
      <source>8 bits a number (recommended)</source>
      <translation>1 つの数に 8 ビット（おすすめ）</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>キャンセル</translation>
    </message>
    <message>
      <source>Changed parts</source>
      <translation>変わる部分</translation>
    </message>
    <message>
      <source>Everything that the skill does not change is copied as it is.</source>
      <translation>スキルが変えない部分は、そのままコピーされます。</translation>
    </message>
    <message>
      <source>Export the whole model</source>
      <translation>モデル全体の書き出し</translation>
    </message>
    <message>
      <source>Save as…</source>
      <translation>名前を付けて保存…</translation>
    </message>
    <message>
      <source>Whole model with the skill in it</source>
      <translation>スキルを組み込んだモデル全体</translation>
    </message>
    <message>
      <source>Working out how large the file will be…</source>
      <translation>ファイルの大きさを調べています…</translation>
    </message>
    <message>
      <source>Writing the model…</source>
      <translation>モデルを書き出しています…</translation>
    </message>
    <message>
      <source>“{skill}” at strength {strength} becomes part of a copy of the base model of {base}. The file takes {size} on the disk; the base model alone takes {base_size}.</source>
      <translation>「{skill}」を強さ {strength} で、{base} のベースモデルのコピーに組み込みます。ファイルの大きさは {size} です（ベースモデルだけなら {base_size}）。</translation>
    </message>
  </context>
  <context>
    <name>MessageBus</name>
    <message>
      <source>Something went wrong inside the app.</source>
      <translation>アプリの内部で問題が起きました。</translation>
    </message>
    <message>
      <source>Try again; if it happens again, copy the report and send it to whoever gave you the app.</source>
      <translation>もう一度お試しください。繰り返すときは、レポートをコピーして、アプリの入手元に送ってください。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>元に戻す</translation>
    </message>
  </context>
  <context>
    <name>MessageView</name>
    <message>
      <source>Answer once more</source>
      <translation>もう一度回答する</translation>
    </message>
    <message>
      <source>Change this message and ask anew</source>
      <translation>このメッセージを書き直して聞き直す</translation>
    </message>
    <message>
      <source>Copied</source>
      <translation>コピーしました</translation>
    </message>
    <message>
      <source>Copy this answer</source>
      <translation>この回答をコピー</translation>
    </message>
    <message>
      <source>Copy this message</source>
      <translation>このメッセージをコピー</translation>
    </message>
    <message>
      <source>Retry</source>
      <translation>もう一度</translation>
    </message>
    <message>
      <source>The answer ends here because it reached the longest length.</source>
      <translation>回答の最大の長さに達したため、ここで終わっています。</translation>
    </message>
    <message>
      <source>The answer ends here because the model's memory for this chat is full.</source>
      <translation>モデルが一度に読める量の上限に達したため、回答はここで終わっています。</translation>
    </message>
    <message numerus="yes">
      <source>The model could not read the first %n messages any more.</source>
      <translation>
        <numerusform>最初の %n 件のメッセージは、モデルに読まれていません。</numerusform>
      </translation>
    </message>
    <message>
      <source>The next version</source>
      <translation>次の版</translation>
    </message>
    <message>
      <source>The version before</source>
      <translation>前の版</translation>
    </message>
    <message>
      <source>There is no answer to this.</source>
      <translation>これにはまだ回答がありません。</translation>
    </message>
    <message>
      <source>This answer was cut off.</source>
      <translation>この回答は途中で切れました。</translation>
    </message>
  </context>
  <context>
    <name>ModelsPage</name>
    <message>
      <source>Deleting for good…</source>
      <translation>完全に削除しています…</translation>
    </message>
    <message>
      <source>Exporting…</source>
      <translation>書き出しています…</translation>
    </message>
    <message>
      <source>Looking at every file, and trying it…</source>
      <translation>すべてのファイルを確かめ、試しています…</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>モデル</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>取り除く</translation>
    </message>
    <message>
      <source>Removed models ({count})</source>
      <translation>取り除いたモデル（{count}）</translation>
    </message>
    <message>
      <source>Use it now</source>
      <translation>今すぐ使う</translation>
    </message>
    <message>
      <source>“{name}” was added.</source>
      <translation>「{name}」を追加しました。</translation>
    </message>
    <message>
      <source>“{name}” was removed.</source>
      <translation>「{name}」を取り除きました。</translation>
    </message>
  </context>
  <context>
    <name>NoticeBar</name>
    <message>
      <source>Close this notice</source>
      <translation>このお知らせを閉じる</translation>
    </message>
    <message>
      <source>Copied</source>
      <translation>コピーしました</translation>
    </message>
    <message>
      <source>Copy report</source>
      <translation>レポートをコピー</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>詳細</translation>
    </message>
  </context>
  <context>
    <name>Opening</name>
    <message>
      <source>Opening the library…</source>
      <translation>ライブラリを開いています…</translation>
    </message>
  </context>
  <context>
    <name>PackBin</name>
    <message>
      <source>Back to the models</source>
      <translation>モデルの一覧に戻る</translation>
    </message>
    <message>
      <source>Delete {count} models for good? This cannot be undone.</source>
      <translation>{count} 個のモデルを完全に削除しますか？ この操作は元に戻せません。</translation>
    </message>
    <message>
      <source>Delete “{name}” for good? This cannot be undone.</source>
      <translation>「{name}」を完全に削除しますか？ この操作は元に戻せません。</translation>
    </message>
    <message>
      <source>Removed models</source>
      <translation>取り除いたモデル</translation>
    </message>
  </context>
  <context>
    <name>PackCard</name>
    <message>
      <source>Added on</source>
      <translation>追加した日</translation>
    </message>
    <message>
      <source>Base model</source>
      <translation>ベースモデル</translation>
    </message>
    <message>
      <source>Chats, and takes skills from elsewhere; it cannot write any.</source>
      <translation>チャットができ、ほかから取り込んだスキルも使えます。スキルを作ることはできません。</translation>
    </message>
    <message>
      <source>Context</source>
      <translation>一度に読める量</translation>
    </message>
    <message>
      <source>Descriptions in: {languages}.</source>
      <translation>説明文に使える言語：{languages}。</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>詳細</translation>
    </message>
    <message>
      <source>Embedder</source>
      <translation>埋め込みモデル</translation>
    </message>
    <message>
      <source>Everything is in order: all {count} files are as they were made.</source>
      <translation>問題ありません。{count} 個のファイルはすべて、作られたときのままです。</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>書き出す…</translation>
    </message>
    <message>
      <source>Fingerprint of the base</source>
      <translation>ベースモデルの識別値</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>フォルダー</translation>
    </message>
    <message>
      <source>Hypernetwork</source>
      <translation>ハイパーネットワーク</translation>
    </message>
    <message>
      <source>In use</source>
      <translation>使用中</translation>
    </message>
    <message>
      <source>Its conversion</source>
      <translation>変換による誤差</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>ライセンス</translation>
    </message>
    <message>
      <source>Read at most {count} tokens</source>
      <translation>{count} トークンに減らす</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>取り除く</translation>
    </message>
    <message>
      <source>Trained on</source>
      <translation>学習した環境</translation>
    </message>
    <message>
      <source>Use this model</source>
      <translation>このモデルを使う</translation>
    </message>
    <message>
      <source>Verify</source>
      <translation>確かめる</translation>
    </message>
    <message>
      <source>Writes skills and chats with them.</source>
      <translation>スキルを作り、それを使ってチャットできます。</translation>
    </message>
    <message>
      <source>Writes skills as PEFT folders, from the command line; it has no model to chat with.</source>
      <translation>コマンドラインから、スキルを PEFT フォルダーとして書き出せます。チャットに使うモデルはありません。</translation>
    </message>
    <message>
      <source>changes the numbers of skills by at most {difference}, where they go up to {largest}</source>
      <translation>スキルの数値（最大 {largest}）が、最大 {difference} 変わります</translation>
    </message>
    <message>
      <source>exact</source>
      <translation>ありません</translation>
    </message>
    <message>
      <source>none</source>
      <translation>なし</translation>
    </message>
    <message>
      <source>not named</source>
      <translation>記載なし</translation>
    </message>
    <message>
      <source>the base model itself</source>
      <translation>ベースモデル自身</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>あり</translation>
    </message>
    <message>
      <source>{count} tokens</source>
      <translation>{count} トークン</translation>
    </message>
  </context>
  <context>
    <name>PackContext</name>
    <message>
      <source>Context, in tokens</source>
      <translation>一度に読める量（トークン）</translation>
    </message>
    <message>
      <source>What the model reads at once of a chat, with its answer. More takes more memory.</source>
      <translation>チャットのうち、モデルが一度に読める量です（回答を含みます）。多いほどメモリを使います。</translation>
    </message>
  </context>
  <context>
    <name>PackImport</name>
    <message>
      <source>Add a model</source>
      <translation>モデルを追加</translation>
    </message>
    <message>
      <source>Add this model</source>
      <translation>このモデルを追加</translation>
    </message>
    <message>
      <source>Adding the model…</source>
      <translation>モデルを追加しています…</translation>
    </message>
    <message>
      <source>Begin again</source>
      <translation>最初からやり直す</translation>
    </message>
    <message>
      <source>Choose a folder…</source>
      <translation>フォルダーを選ぶ…</translation>
    </message>
    <message>
      <source>Choose files…</source>
      <translation>ファイルを選ぶ…</translation>
    </message>
    <message>
      <source>Copy it into the app's folder</source>
      <translation>アプリのフォルダーにコピーする</translation>
    </message>
    <message>
      <source>Drop a model (.gguf), the folder of a Text-to-LoRA hypernetwork for it and the folder of its embedder anywhere on the window, together or one by one. A model alone chats; a .t2lpack file holds all three.</source>
      <translation>モデル（.gguf）、それ用の Text-to-LoRA ハイパーネットワークのフォルダー、その埋め込みモデルのフォルダーを、ウィンドウのどこにでもドロップしてください。まとめてでも、1 つずつでもかまいません。モデルだけならチャットができます。.t2lpack ファイルには 3 つとも入っています。</translation>
    </message>
    <message>
      <source>Embedder</source>
      <translation>埋め込みモデル</translation>
    </message>
    <message>
      <source>Hypernetwork</source>
      <translation>ハイパーネットワーク</translation>
    </message>
    <message>
      <source>Link it (no extra room; on another drive the file is used where it is and must stay there)</source>
      <translation>リンクする（容量は増えません。別のドライブにあるときは今の場所のまま使うため、動かさないでください）</translation>
    </message>
    <message>
      <source>Looking at the files…</source>
      <translation>ファイルを調べています…</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>モデル</translation>
    </message>
    <message>
      <source>Model file</source>
      <translation>モデルのファイル</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名前</translation>
    </message>
    <message>
      <source>Name of the model in this app</source>
      <translation>このアプリでのモデルの名前</translation>
    </message>
    <message>
      <source>These are in the app already, as “{name}”.</source>
      <translation>これらは「{name}」としてすでに追加されています。</translation>
    </message>
    <message>
      <source>Use it where it is (it must stay there)</source>
      <translation>今の場所のまま使う（ファイルは動かさないでください）</translation>
    </message>
    <message>
      <source>What happens to the model file</source>
      <translation>モデルのファイルの扱い</translation>
    </message>
    <message>
      <source>Whole model</source>
      <translation>モデル一式</translation>
    </message>
    <message>
      <source>not there yet</source>
      <translation>まだありません</translation>
    </message>
  </context>
  <context>
    <name>PackSection</name>
    <message>
      <source>An answer counts only when it is right to the letter. Right answers:</source>
      <translation>1 文字でも違えば不正解としました。正解の割合：</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>詳細</translation>
    </message>
    <message>
      <source>Each message stands alone: it does not remember the one before.</source>
      <translation>メッセージは 1 件ずつ独立していて、前のやりとりは覚えていません。</translation>
    </message>
    <message>
      <source>Exactly right</source>
      <translation>正解率</translation>
    </message>
    <message>
      <source>How often its answers are right was not measured. Try it, and see for yourself.</source>
      <translation>回答がどのくらい正しいかは、測定されていません。実際に試して確かめてください。</translation>
    </message>
    <message>
      <source>It cannot write e-mails, does not know the news and gives no advice.</source>
      <translation>メールや手紙を書いたり、ニュースを答えたり、相談に乗ったりはできません。</translation>
    </message>
    <message>
      <source>No model is installed. Add one on the Models page.</source>
      <translation>モデルがありません。「モデル」のページで追加してください。</translation>
    </message>
    <message>
      <source>Often goes wrong: {kinds}.</source>
      <translation>よく間違えること：{kinds}。</translation>
    </message>
    <message>
      <source>Questions</source>
      <translation>問題数</translation>
    </message>
    <message>
      <source>The model “{pack}” reads {languages}.</source>
      <translation>モデル「{pack}」が読めるのは、{languages}です。</translation>
    </message>
    <message>
      <source>Up to {count} questions of each sort were put to it as the app does by itself, described in words that it had not seen before. An answer counts only when it is right to the letter. Right answers:</source>
      <translation>学習していない言い方で説明し、アプリの通常の使い方で、種類ごとに最大 {count} 問を出しました。1 文字でも違えば不正解としました。正解の割合：</translation>
    </message>
    <message>
      <source>What it can do, and what it cannot</source>
      <translation>できること、できないこと</translation>
    </message>
    <message>
      <source>What was asked</source>
      <translation>出した問題</translation>
    </message>
    <message>
      <source>Works well: {kinds}.</source>
      <translation>得意なこと：{kinds}。</translation>
    </message>
    <message>
      <source>hardly any</source>
      <translation>ほぼなし</translation>
    </message>
    <message>
      <source>nearly all</source>
      <translation>ほぼ全部</translation>
    </message>
    <message>
      <source>{count} of 10</source>
      <translation>10 問中 {count} 問</translation>
    </message>
    <message>
      <source>{percent} %</source>
      <translation>{percent} %</translation>
    </message>
    <message>
      <source>{share} ({low} to {high})</source>
      <translation>{share}（{low}～{high}）</translation>
    </message>
  </context>
  <context>
    <name>PreferenceChoice</name>
    <message>
      <source>All of it</source>
      <translation>すべて</translation>
    </message>
    <message>
      <source>Apple graphics (MPS)</source>
      <translation>Apple のグラフィックス（MPS）</translation>
    </message>
    <message>
      <source>As the system</source>
      <translation>システムに合わせる</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自動</translation>
    </message>
    <message>
      <source>By name</source>
      <translation>名前順</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>ダーク</translation>
    </message>
    <message>
      <source>Enter</source>
      <translation>Enter</translation>
    </message>
    <message>
      <source>Last changed first</source>
      <translation>更新が新しい順</translation>
    </message>
    <message>
      <source>Less</source>
      <translation>減らす</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>ライト</translation>
    </message>
    <message>
      <source>NVIDIA graphics card (CUDA)</source>
      <translation>NVIDIA のグラフィックカード（CUDA）</translation>
    </message>
    <message>
      <source>Newest first</source>
      <translation>作成が新しい順</translation>
    </message>
    <message>
      <source>Oldest first</source>
      <translation>作成が古い順</translation>
    </message>
    <message>
      <source>Processor</source>
      <translation>プロセッサー（CPU）</translation>
    </message>
    <message>
      <source>{percent} %</source>
      <translation>{percent} %</translation>
    </message>
  </context>
  <context>
    <name>Rail</name>
    <message>
      <source>Chat</source>
      <translation>チャット</translation>
    </message>
    <message>
      <source>Create</source>
      <translation>作成</translation>
    </message>
    <message>
      <source>Help</source>
      <translation>ヘルプ</translation>
    </message>
    <message>
      <source>Library</source>
      <translation>ライブラリ</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>モデル</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>設定</translation>
    </message>
  </context>
  <context>
    <name>ReportCopy</name>
    <message>
      <source>The report was copied. Paste it into your message.</source>
      <translation>レポートをコピーしました。メッセージに貼り付けてください。</translation>
    </message>
  </context>
  <context>
    <name>ResultCard</name>
    <message>
      <source>Also tell the model the description</source>
      <translation>説明文も伝える</translation>
    </message>
    <message>
      <source>Chat with it</source>
      <translation>このスキルでチャット</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>書き出す…</translation>
    </message>
    <message>
      <source>Made in {seconds} s</source>
      <translation>{seconds} 秒で完成</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名前</translation>
    </message>
    <message>
      <source>Name of the skill</source>
      <translation>スキルの名前</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Saved</source>
      <translation>保存済み</translation>
    </message>
    <message>
      <source>Test sheet…</source>
      <translation>テストシート…</translation>
    </message>
    <message>
      <source>The model also reads your description with every message.</source>
      <translation>メッセージごとに、この説明文もモデルに読ませます。</translation>
    </message>
    <message>
      <source>Your new skill</source>
      <translation>新しいスキル</translation>
    </message>
  </context>
  <context>
    <name>RouteLine</name>
    <message>
      <source>Another one…</source>
      <translation>別のスキル…</translation>
    </message>
    <message>
      <source>Chosen for this message: fits well</source>
      <translation>自動で選びました：よく合っています</translation>
    </message>
    <message>
      <source>Chosen for this message: may fit</source>
      <translation>自動で選びました：合うかもしれません</translation>
    </message>
    <message>
      <source>Chosen skill</source>
      <translation>選ばれたスキル</translation>
    </message>
    <message>
      <source>Have this answered by a skill that you choose</source>
      <translation>選んだスキルで答え直します</translation>
    </message>
    <message>
      <source>No skill fits: the base model answers alone</source>
      <translation>合うスキルがないため、ベースモデルだけで答えます</translation>
    </message>
    <message>
      <source>Skills are chosen by how like your message is to their descriptions; the model is not asked.</source>
      <translation>スキルは、メッセージとスキルの説明文がどれだけ近いかで選ばれます。モデルには問い合わせません。</translation>
    </message>
    <message>
      <source>Your message is closer to its best-matching description than {count} of 100 everyday messages are to theirs.</source>
      <translation>いちばん近い説明文との近さは、日常的なメッセージ 100 件のうち {count} 件を上回ります。</translation>
    </message>
  </context>
  <context>
    <name>SendingEdit</name>
    <message>
      <source>Files cannot be added here. Open the file, and copy the text that you need.</source>
      <translation>ファイルはここに追加できません。ファイルを開いて、必要な文章をコピーしてください。</translation>
    </message>
    <message>
      <source>Only text can be added here.</source>
      <translation>ここに追加できるのは文字だけです。</translation>
    </message>
    <message>
      <source>This text has {length} characters, and there is room for {room}. Nothing was added.</source>
      <translation>この文章は {length} 文字ありますが、入力できるのはあと {room} 文字です。何も追加していません。</translation>
    </message>
  </context>
  <context>
    <name>SettingsPage</name>
    <message>
      <source>Copy report</source>
      <translation>レポートをコピー</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>デバイス</translation>
    </message>
    <message>
      <source>Diagnostics</source>
      <translation>診断</translation>
    </message>
    <message>
      <source>For whoever helps you; nothing of your skills and chats is in the report but how many there are.</source>
      <translation>サポートする人に渡すためのものです。スキルとチャットについては、数だけが書かれています。</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>言語</translation>
    </message>
    <message>
      <source>Light, dark, or as the system has it.</source>
      <translation>ライト、ダーク、またはシステムに合わせた配色にします。</translation>
    </message>
    <message>
      <source>Motion</source>
      <translation>動き</translation>
    </message>
    <message>
      <source>Of the processor, for answers; “Automatic” suits most computers.</source>
      <translation>回答に使うプロセッサーのスレッド数です。通常は「自動」のままで構いません。</translation>
    </message>
    <message>
      <source>Of the window; models answer in the languages they know.</source>
      <translation>画面の言語です。モデルは自分の知っている言語で答えます。</translation>
    </message>
    <message>
      <source>On top of the system's own size.</source>
      <translation>システムの文字サイズを基準にした大きさです。</translation>
    </message>
    <message>
      <source>Sending key</source>
      <translation>送信キー</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>設定</translation>
    </message>
    <message>
      <source>Text size</source>
      <translation>文字の大きさ</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>テーマ</translation>
    </message>
    <message>
      <source>Threads</source>
      <translation>スレッド数</translation>
    </message>
    <message>
      <source>Where models run; “Automatic” takes the fastest there is.</source>
      <translation>モデルを動かす場所です。「自動」では、いちばん速いものを使います。</translation>
    </message>
    <message>
      <source>{key} always begins a new line.</source>
      <translation>{key} を押すと、いつでも改行します。</translation>
    </message>
    <message>
      <source>“Less” means that nothing moves or types by itself.</source>
      <translation>「減らす」にすると、自動で動いたり入力されたりするものがなくなります。</translation>
    </message>
  </context>
  <context>
    <name>SheetModel</name>
    <message>
      <source>(could not be answered)</source>
      <translation>（答えられませんでした）</translation>
    </message>
    <message>
      <source>(no answer)</source>
      <translation>（答えなし）</translation>
    </message>
    <message>
      <source>Expected</source>
      <translation>期待する答え</translation>
    </message>
    <message>
      <source>Input</source>
      <translation>入力</translation>
    </message>
    <message>
      <source>Right</source>
      <translation>正解</translation>
    </message>
    <message>
      <source>With the skill</source>
      <translation>スキルあり</translation>
    </message>
    <message>
      <source>Without the skill</source>
      <translation>スキルなし</translation>
    </message>
    <message>
      <source>Wrong</source>
      <translation>不正解</translation>
    </message>
  </context>
  <context>
    <name>SheetPage</name>
    <message>
      <source>Also tell the model the description</source>
      <translation>説明文も伝える</translation>
    </message>
    <message>
      <source>Asking every input without the skill and with it…</source>
      <translation>すべての入力を、スキルなしとスキルありで試しています…</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>続きから実行</translation>
    </message>
    <message>
      <source>Inputs and answers</source>
      <translation>入力と答え</translation>
    </message>
    <message>
      <source>Other wordings</source>
      <translation>別の言い方</translation>
    </message>
    <message>
      <source>Run</source>
      <translation>実行</translation>
    </message>
    <message>
      <source>Run again</source>
      <translation>もう一度実行</translation>
    </message>
    <message>
      <source>Test sheet of “{name}”</source>
      <translation>「{name}」のテストシート</translation>
    </message>
    <message>
      <source>The model also reads the description with every input.</source>
      <translation>モデルは入力のたびに説明文も読みます。</translation>
    </message>
    <message>
      <source>{right} of {all} are right with the skill, {base} without it.</source>
      <translation>スキルありで {all} 件中 {right} 件、スキルなしで {base} 件が正解です。</translation>
    </message>
    <message>
      <source>“{name}” is now made from this wording: {wording}</source>
      <translation>「{name}」を、次の言い方から作ったスキルに置き換えました：{wording}</translation>
    </message>
  </context>
  <context>
    <name>SheetRows</name>
    <message numerus="yes">
      <source>%n rows were removed.</source>
      <translation>
        <numerusform>%n 行を削除しました。</numerusform>
      </translation>
    </message>
    <message>
      <source>A test sheet lists inputs with the answers that you expect, and shows what the skill gets right.
Paste two columns from a spreadsheet with {key}, drop a CSV, TSV or JSONL file here, or add rows by hand.</source>
      <translation>テストシートは、入力と期待する答えの一覧です。スキルが正しく答えられるかどうかが分かります。
表計算ソフトの 2 列を {key} で貼り付けるか、CSV・TSV・JSONL ファイルをここにドロップするか、行を追加してください。</translation>
    </message>
    <message>
      <source>Add a row</source>
      <translation>行を追加</translation>
    </message>
    <message>
      <source>All ({count})</source>
      <translation>すべて（{count}）</translation>
    </message>
    <message>
      <source>Differing ({count})</source>
      <translation>スキルで変わった（{count}）</translation>
    </message>
    <message>
      <source>Export the results…</source>
      <translation>結果を書き出す…</translation>
    </message>
    <message>
      <source>Ignore case and punctuation at the end</source>
      <translation>大文字と小文字の違いと末尾の句読点を無視する</translation>
    </message>
    <message>
      <source>Import a file…</source>
      <translation>ファイルを取り込む…</translation>
    </message>
    <message>
      <source>Insert an example: “{description}”</source>
      <translation>例を入れる：「{description}」</translation>
    </message>
    <message>
      <source>No inputs yet</source>
      <translation>まだ入力がありません</translation>
    </message>
    <message>
      <source>Paste rows</source>
      <translation>行を貼り付け</translation>
    </message>
    <message>
      <source>Remove the selected rows</source>
      <translation>選択した行を削除</translation>
    </message>
    <message>
      <source>Two columns from a spreadsheet, or lines with a tab or comma between ({key})</source>
      <translation>表計算ソフトの 2 列、またはタブかカンマで区切った行を貼り付けます（{key}）</translation>
    </message>
    <message>
      <source>Wrong ({count})</source>
      <translation>不正解（{count}）</translation>
    </message>
  </context>
  <context>
    <name>SheetScores</name>
    <message>
      <source>Made on {moment} at strength {strength}, with the description in words as well.</source>
      <translation>{moment} に強さ {strength} で、説明文も伝えて実行しました。</translation>
    </message>
    <message>
      <source>Made on {moment} at strength {strength}.</source>
      <translation>{moment} に強さ {strength} で実行しました。</translation>
    </message>
    <message numerus="yes">
      <source>Not finished: %n inputs are not answered yet.</source>
      <translation>
        <numerusform>途中までの結果です。まだ %n 件の入力に答えていません。</numerusform>
      </translation>
    </message>
    <message>
      <source>The settings have changed since. Run it again to see what they do.</source>
      <translation>この結果のあとに設定が変わりました。今の設定での結果を見るには、もう一度実行してください。</translation>
    </message>
    <message>
      <source>With the skill</source>
      <translation>スキルあり</translation>
    </message>
    <message>
      <source>Without the skill</source>
      <translation>スキルなし</translation>
    </message>
    <message>
      <source>{right} of {all} right ({percent} %)</source>
      <translation>{all} 件中 {right} 件正解（{percent} %）</translation>
    </message>
  </context>
  <context>
    <name>SheetTable</name>
    <message>
      <source>Test sheet</source>
      <translation>テストシート</translation>
    </message>
  </context>
  <context>
    <name>SkillActions</name>
    <message>
      <source>The skill was duplicated as “{name}”.</source>
      <translation>スキルを「{name}」として複製しました。</translation>
    </message>
    <message>
      <source>The tags of {count} skills were changed.</source>
      <translation>{count} 個のスキルのタグを変更しました。</translation>
    </message>
    <message>
      <source>{count} skills were deleted.</source>
      <translation>{count} 個のスキルを削除しました。</translation>
    </message>
    <message>
      <source>{name} copy</source>
      <translation>{name}のコピー</translation>
    </message>
    <message>
      <source>“{name}” was deleted.</source>
      <translation>「{name}」を削除しました。</translation>
    </message>
  </context>
  <context>
    <name>SkillBin</name>
    <message>
      <source>Back to the skills</source>
      <translation>スキルの一覧に戻る</translation>
    </message>
    <message>
      <source>Delete {count} skills for good? This cannot be undone.</source>
      <translation>{count} 個のスキルを完全に削除しますか？ この操作は元に戻せません。</translation>
    </message>
    <message>
      <source>Delete “{name}” for good? This cannot be undone.</source>
      <translation>「{name}」を完全に削除しますか？ この操作は元に戻せません。</translation>
    </message>
    <message>
      <source>Deleted skills</source>
      <translation>削除したスキル</translation>
    </message>
  </context>
  <context>
    <name>SkillDetails</name>
    <message>
      <source>(without a description)</source>
      <translation>（説明なし）</translation>
    </message>
    <message>
      <source>Blend…</source>
      <translation>ブレンド…</translation>
    </message>
    <message>
      <source>Change the description, and have another skill written for it</source>
      <translation>説明を書き直して、別のスキルを作ります</translation>
    </message>
    <message>
      <source>Chat with it</source>
      <translation>このスキルでチャット</translation>
    </message>
    <message>
      <source>Create again…</source>
      <translation>作り直す…</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>削除</translation>
    </message>
    <message>
      <source>Duplicate</source>
      <translation>複製</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>書き出す…</translation>
    </message>
    <message>
      <source>Make it a favourite ({key})</source>
      <translation>お気に入りに追加（{key}）</translation>
    </message>
    <message>
      <source>Make it smaller, and see what that costs</source>
      <translation>小さくして、その影響を確かめます</translation>
    </message>
    <message>
      <source>Mix it with others into one new skill, each with a weight of its own</source>
      <translation>ほかのスキルと、それぞれの重みで混ぜて、新しいスキルにします</translation>
    </message>
    <message>
      <source>Name of the skill</source>
      <translation>スキルの名前</translation>
    </message>
    <message>
      <source>Notes</source>
      <translation>メモ</translation>
    </message>
    <message>
      <source>Remove from favourites ({key})</source>
      <translation>お気に入りから外す（{key}）</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>タグ</translation>
    </message>
    <message>
      <source>Test sheet…</source>
      <translation>テストシート…</translation>
    </message>
    <message>
      <source>Variants…</source>
      <translation>バリエーション…</translation>
    </message>
    <message>
      <source>What you want to remember about it</source>
      <translation>覚えておきたいこと</translation>
    </message>
  </context>
  <context>
    <name>SkillFactsTable</name>
    <message>
      <source>Created</source>
      <translation>作成</translation>
    </message>
    <message>
      <source>Imported</source>
      <translation>取り込み</translation>
    </message>
    <message>
      <source>Its files are missing. Create it again from its description.</source>
      <translation>ファイルが見つかりません。説明文から作り直してください。</translation>
    </message>
    <message>
      <source>Last changed</source>
      <translation>最終更新</translation>
    </message>
    <message>
      <source>Made for</source>
      <translation>対象のモデル</translation>
    </message>
    <message>
      <source>Made of</source>
      <translation>元のスキル</translation>
    </message>
    <message>
      <source>Rank</source>
      <translation>ランク</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>サイズ</translation>
    </message>
    <message>
      <source>Test sheet</source>
      <translation>テストシート</translation>
    </message>
    <message>
      <source>another base model than {pack} has now</source>
      <translation>現在の {pack} とは別のベースモデル</translation>
    </message>
    <message>
      <source>{date}, from {file}</source>
      <translation>{date}、{file} から</translation>
    </message>
    <message>
      <source>{date}, on this computer</source>
      <translation>{date}、このコンピューターで</translation>
    </message>
    <message>
      <source>{pack}: this model is not installed</source>
      <translation>{pack}（このモデルはインストールされていません）</translation>
    </message>
    <message>
      <source>{right} of {all} right ({percent} %), on {date}</source>
      <translation>{all} 件中 {right} 件正解（{percent} %）、{date}</translation>
    </message>
  </context>
  <context>
    <name>SkillFilters</name>
    <message>
      <source>Favourites</source>
      <translation>お気に入り</translation>
    </message>
    <message>
      <source>More tags…</source>
      <translation>ほかのタグ…</translation>
    </message>
    <message>
      <source>Only skills with the tag “{tag}”</source>
      <translation>タグ「{tag}」のスキルだけを表示</translation>
    </message>
  </context>
  <context>
    <name>SkillImport</name>
    <message>
      <source>Importing {file}…</source>
      <translation>{file} を取り込んでいます…</translation>
    </message>
    <message>
      <source>This skill is in your library already, as “{name}”.</source>
      <translation>このスキルは、すでに「{name}」としてライブラリにあります。</translation>
    </message>
    <message>
      <source>“{name}” was imported.</source>
      <translation>「{name}」を取り込みました。</translation>
    </message>
  </context>
  <context>
    <name>SkillMap</name>
    <message>
      <source>Map of the skills</source>
      <translation>スキルのマップ</translation>
    </message>
    <message>
      <source>Nothing is selected; the arrow keys go from skill to skill.</source>
      <translation>何も選ばれていません。矢印キーでスキルを移動できます。</translation>
    </message>
    <message>
      <source>{name}; near it: {others}</source>
      <translation>{name}。近くにあるスキル：{others}</translation>
    </message>
  </context>
  <context>
    <name>SkillPanel</name>
    <message>
      <source>Choose a skill in the list to see what it is and what to do with it.</source>
      <translation>一覧でスキルを選ぶと、内容とできることがここに表示されます。</translation>
    </message>
  </context>
  <context>
    <name>SkillPicker</name>
    <message>
      <source>Answer with another skill</source>
      <translation>別のスキルで答える</translation>
    </message>
    <message>
      <source>Find a skill</source>
      <translation>スキルを探す</translation>
    </message>
    <message>
      <source>Skills</source>
      <translation>スキル</translation>
    </message>
    <message>
      <source>The base model alone</source>
      <translation>ベースモデルだけ</translation>
    </message>
  </context>
  <context>
    <name>SkillRow</name>
    <message>
      <source>A skill that is not there any more</source>
      <translation>今はもうないスキル</translation>
    </message>
    <message>
      <source>Base model alone</source>
      <translation>ベースモデルだけ</translation>
    </message>
    <message>
      <source>Remove this skill</source>
      <translation>このスキルを外す</translation>
    </message>
    <message>
      <source>Skill</source>
      <translation>スキル</translation>
    </message>
    <message>
      <source>Use another skill as well</source>
      <translation>スキルを追加して使う</translation>
    </message>
    <message>
      <source>Whichever fits</source>
      <translation>合うものを自動で</translation>
    </message>
    <message>
      <source>and</source>
      <translation>さらに</translation>
    </message>
  </context>
  <context>
    <name>SkillSection</name>
    <message>
      <source>On this computer lives a language model: a program that answers what you write. A skill is a small add-on that makes it good at one thing. You say in a sentence what that is, and the skill is written within a second. Switch it on in a chat, set how strongly it acts, keep it, or throw it away: the model itself stays as it is.</source>
      <translation>このコンピューターの中には、書いたことに答える「言語モデル」というプログラムが入っています。スキルは、そのモデルをひとつのことだけ得意にする、小さな追加データです。何を得意にしたいかを 1 文で書けば、1 秒もかからずにできあがります。チャットで使う、効き具合を変える、取っておく、捨てる、どれも自由です。モデル本体は変わりません。</translation>
    </message>
    <message>
      <source>Show the first steps again</source>
      <translation>はじめの案内をもう一度見る</translation>
    </message>
    <message>
      <source>What a skill is</source>
      <translation>スキルとは</translation>
    </message>
    <message>
      <source>What you write stays with you. The app has no part that uses the internet: it sends nothing, looks nothing up, and works with the cable pulled out.</source>
      <translation>書いた内容が外に出ることはありません。このアプリにはインターネットを使う部分がなく、何も送らず、何も調べに行きません。ネットワークにつながっていなくても動きます。</translation>
    </message>
    <message>
      <source>Where a chat is left to “Whichever fits”, the app chooses a skill for each message only by how similar the message is to the skills' descriptions, and is often unsure: the choice stands above the answer, and you can change it there.</source>
      <translation>チャットで「合うものを自動で」を選ぶと、メッセージごとにスキルが選ばれます。スキルの説明との近さだけを手がかりにするため、確かでないことも多くあります。選ばれたスキルは回答の上に表示され、そこで変更できます。</translation>
    </message>
  </context>
  <context>
    <name>SkillSelection</name>
    <message>
      <source>A chat takes at most {count} skills.</source>
      <translation>1 つのチャットで使えるスキルは {count} 個までです。</translation>
    </message>
    <message>
      <source>Blend…</source>
      <translation>ブレンド…</translation>
    </message>
    <message>
      <source>Chat with them</source>
      <translation>これらのスキルでチャット</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>削除</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>書き出す…</translation>
    </message>
    <message>
      <source>Make them favourites</source>
      <translation>お気に入りに追加</translation>
    </message>
    <message>
      <source>Mix them into one new skill, each with a weight of its own</source>
      <translation>選んだスキルを、それぞれの重みで混ぜて、新しいスキルをひとつ作ります</translation>
    </message>
    <message>
      <source>Remove from favourites</source>
      <translation>お気に入りから外す</translation>
    </message>
    <message>
      <source>Tags that all of them have</source>
      <translation>すべてに共通するタグ</translation>
    </message>
    <message>
      <source>These skills were made for different models, so they cannot be in one chat.</source>
      <translation>別々のモデル用に作られたスキルのため、1 つのチャットでは使えません。</translation>
    </message>
    <message>
      <source>{count} more</source>
      <translation>ほか {count} 個</translation>
    </message>
    <message>
      <source>{count} skills selected</source>
      <translation>{count} 個のスキルを選択中</translation>
    </message>
  </context>
  <context>
    <name>StrengthSlider</name>
    <message>
      <source>How strongly the skill acts: 0 is off, 1 is as it was made. Double-click for 1.</source>
      <translation>スキルの効き具合です。0 でオフ、1 で作られたままの強さになります。ダブルクリックで 1 に戻ります。</translation>
    </message>
    <message>
      <source>Off</source>
      <translation>オフ</translation>
    </message>
    <message>
      <source>Strength</source>
      <translation>強さ</translation>
    </message>
    <message>
      <source>Strength of “{name}”</source>
      <translation>「{name}」の強さ</translation>
    </message>
  </context>
  <context>
    <name>TagEdit</name>
    <message>
      <source>Add a tag</source>
      <translation>タグを追加</translation>
    </message>
    <message>
      <source>Remove the tag “{tag}”</source>
      <translation>タグ「{tag}」を外す</translation>
    </message>
  </context>
  <context>
    <name>Transcript</name>
    <message>
      <source>Messages</source>
      <translation>メッセージ</translation>
    </message>
  </context>
  <context>
    <name>TroubleSection</name>
    <message>
      <source>Close the app and open it again: your skills and chats are kept, even after a power cut. If that does not help, ask whoever gave you the app, and paste the report into your message. It names versions, this computer's parts, your models, and how many skills and chats there are: nothing of what is in them.</source>
      <translation>アプリを終了して、もう一度開いてください。スキルとチャットは、停電があっても残っています。それでも直らないときは、アプリの入手元に問い合わせて、レポートを貼り付けてください。レポートには、バージョン、このコンピューターの構成、モデルの状態、スキルとチャットの数が書かれています。スキルやチャットの内容は入りません。</translation>
    </message>
    <message>
      <source>Copy report</source>
      <translation>レポートをコピー</translation>
    </message>
    <message>
      <source>Open the data folder</source>
      <translation>データフォルダーを開く</translation>
    </message>
    <message>
      <source>Skills, chats and models are kept there; Settings moves it and backs it up</source>
      <translation>スキル、チャット、モデルの保存場所です。移動とバックアップは「設定」でできます</translation>
    </message>
    <message>
      <source>The data folder is {folder}.</source>
      <translation>データフォルダーは {folder} です。</translation>
    </message>
    <message>
      <source>When something goes wrong</source>
      <translation>うまくいかないとき</translation>
    </message>
  </context>
  <context>
    <name>TryPanel</name>
    <message>
      <source>(no answer)</source>
      <translation>（回答なし）</translation>
    </message>
    <message>
      <source>A message to try it with</source>
      <translation>試しに送るメッセージ</translation>
    </message>
    <message>
      <source>Both answers are there.</source>
      <translation>2 つの回答がそろいました。</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Try</source>
      <translation>試す</translation>
    </message>
    <message>
      <source>Try it</source>
      <translation>試してみる</translation>
    </message>
    <message>
      <source>Waiting for the model to be ready…</source>
      <translation>モデルの準備ができるのを待っています…</translation>
    </message>
    <message>
      <source>With the skill</source>
      <translation>スキルあり</translation>
    </message>
    <message>
      <source>Without the skill</source>
      <translation>スキルなし</translation>
    </message>
  </context>
  <context>
    <name>UnansweredPage</name>
    <message>
      <source>Close this window, wait a moment and start the app again. If that does not help, end the other one first, or restart the computer.</source>
      <translation>このウィンドウを閉じ、少し待ってからアプリを起動し直してください。それでも変わらない場合は、先に起動しているほうを終了するか、コンピューターを再起動してください。</translation>
    </message>
    <message>
      <source>T2L Desktop is open already, but does not answer.</source>
      <translation>T2L Desktop はすでに開いていますが、応答がありません。</translation>
    </message>
  </context>
  <context>
    <name>VariantModel</name>
    <message>
      <source>As it is (rank {rank})</source>
      <translation>元のまま（ランク {rank}）</translation>
    </message>
    <message>
      <source>Keeps</source>
      <translation>残る割合</translation>
    </message>
    <message>
      <source>Score</source>
      <translation>スコア</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>サイズ</translation>
    </message>
    <message>
      <source>Variant</source>
      <translation>バリエーション</translation>
    </message>
    <message>
      <source>{right} of {all} right ({percent})</source>
      <translation>{all} 問中 {right} 問正解（{percent}）</translation>
    </message>
  </context>
  <context>
    <name>VariantPlot</name>
    <message>
      <source>Size of the file</source>
      <translation>ファイルサイズ</translation>
    </message>
    <message>
      <source>{name}: {size}, {value}</source>
      <translation>{name}：{size}、{value}</translation>
    </message>
    <message>
      <source>{title}, by size</source>
      <translation>サイズごとの{title}</translation>
    </message>
  </context>
  <context>
    <name>VariantsPage</name>
    <message>
      <source>All variants have a score.</source>
      <translation>すべてのバリエーションのスコアが出ました。</translation>
    </message>
    <message>
      <source>Asking every variant the inputs of the test sheet…</source>
      <translation>テストシートの入力を、すべてのバリエーションで試しています…</translation>
    </message>
    <message>
      <source>Export as GGUF…</source>
      <translation>GGUF に書き出す…</translation>
    </message>
    <message>
      <source>Exporting…</source>
      <translation>書き出しています…</translation>
    </message>
    <message>
      <source>Inputs with an expected answer: {rows}. Every variant is asked all of them.</source>
      <translation>期待する答えのある入力は {rows} 件です。すべてのバリエーションで試します。</translation>
    </message>
    <message>
      <source>Making every variant once to see how large it is…</source>
      <translation>各バリエーションを作って大きさを調べています…</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名前</translation>
    </message>
    <message>
      <source>Name of the new skill</source>
      <translation>新しいスキルの名前</translation>
    </message>
    <message>
      <source>Right answers</source>
      <translation>正解の割合</translation>
    </message>
    <message>
      <source>Save as a skill of its own</source>
      <translation>別のスキルとして保存</translation>
    </message>
    <message>
      <source>Saving…</source>
      <translation>保存しています…</translation>
    </message>
    <message>
      <source>Score them</source>
      <translation>スコアを測る</translation>
    </message>
    <message>
      <source>Scores need a test sheet: inputs with the answers that you expect.</source>
      <translation>スコアを測るには、入力と期待する答えを書いたテストシートが必要です。</translation>
    </message>
    <message>
      <source>Share kept of what the skill changes</source>
      <translation>スキルによる変化のうち残る割合</translation>
    </message>
    <message>
      <source>Test sheet…</source>
      <translation>テストシート…</translation>
    </message>
    <message>
      <source>The same skill in smaller or more exact files. “Keeps” says how much of what it changes is left.</source>
      <translation>同じスキルを、より小さい、またはより精密なファイルにしたものです。「残る割合」は、元のスキルによる変化がどのくらい残るかを表します。</translation>
    </message>
    <message>
      <source>Variants</source>
      <translation>バリエーション</translation>
    </message>
    <message>
      <source>Variants of “{name}”</source>
      <translation>「{name}」のバリエーション</translation>
    </message>
    <message>
      <source>{name} ({variant})</source>
      <translation>{name}（{variant}）</translation>
    </message>
    <message>
      <source>“{name}” is in the library.</source>
      <translation>「{name}」をライブラリに保存しました。</translation>
    </message>
  </context>
  <context>
    <name>Warming</name>
    <message>
      <source>Load it all the same</source>
      <translation>それでも読み込む</translation>
    </message>
    <message>
      <source>Load it all the same, or choose another model on the Models page.</source>
      <translation>それでも読み込むか、「モデル」のページで別のモデルを選んでください。</translation>
    </message>
    <message>
      <source>“{name}” was not loaded: the last time, that brought the app or a part of it down.</source>
      <translation>前回の読み込み中にアプリまたはその一部が終了したため、「{name}」は読み込んでいません。</translation>
    </message>
  </context>
  <context>
    <name>WeightRow</name>
    <message>
      <source>How much of this skill goes in: 0 leaves it out, 1 is all of it.</source>
      <translation>このスキルを加える量です。0 で除外、1 でそのまま加わります。</translation>
    </message>
    <message>
      <source>Left out</source>
      <translation>除外</translation>
    </message>
    <message>
      <source>Take “{name}” out of the blend</source>
      <translation>「{name}」をブレンドから外す</translation>
    </message>
    <message>
      <source>Weight of “{name}”</source>
      <translation>「{name}」の重み</translation>
    </message>
  </context>
  <context>
    <name>WordingsPanel</name>
    <message>
      <source>It takes over the name, the chats and this sheet; the skill as it is now goes to “Deleted skills”.</source>
      <translation>名前、チャット、このシートを引き継ぎます。今のスキルは「削除したスキル」に移ります。</translation>
    </message>
    <message>
      <source>Keep the best</source>
      <translation>いちばん良いものを残す</translation>
    </message>
    <message>
      <source>Making a draft from every wording and asking it every input…</source>
      <translation>それぞれの言い方から下書きを作り、すべての入力を試しています…</translation>
    </message>
    <message>
      <source>None of them does better than the present wording.</source>
      <translation>今の説明文より良いものはありませんでした。</translation>
    </message>
    <message>
      <source>Now: {description}</source>
      <translation>今の説明文：{description}</translation>
    </message>
    <message>
      <source>Other wordings, one a line</source>
      <translation>別の言い方（1 行に 1 つ）</translation>
    </message>
    <message>
      <source>The same wish in other words can make a better skill. Write up to {count} other wordings, one a line: from each a draft is made, and it answers all inputs of the sheet.</source>
      <translation>同じことでも、言い方を変えるとより良いスキルになることがあります。別の言い方を 1 行に 1 つ、{count} つまで書いてください。それぞれから下書きを作り、シートのすべての入力に答えさせます。</translation>
    </message>
    <message>
      <source>The sheet has no inputs yet to try wordings on.</source>
      <translation>シートにまだ入力がないため、試せません。</translation>
    </message>
    <message>
      <source>Try them</source>
      <translation>試す</translation>
    </message>
    <message>
      <source>{right} of {all} right</source>
      <translation>{all} 件中 {right} 件正解</translation>
    </message>
  </context>
  <context>
    <name>WordsSection</name>
    <message>
      <source>How to say it</source>
      <translation>書き方のこつ</translation>
    </message>
    <message>
      <source>Not like this</source>
      <translation>避けたい例</translation>
    </message>
    <message>
      <source>One word does not say what to do.</source>
      <translation>ひとことだけでは、何をするのか分かりません。</translation>
    </message>
    <message>
      <source>Rather like this</source>
      <translation>良い例</translation>
    </message>
    <message>
      <source>Say one thing, in one plain sentence, as you would tell a new colleague: what comes in, and what should come out. Begin with what is to be done. If the answers are not what you meant, say it in other words and create it again; it only takes a moment.</source>
      <translation>ひとつのことを、やさしい 1 文で書きましょう。新しい同僚に頼むつもりで、何を渡すか、何を返してほしいかを書きます。してほしいことをはっきりと。思ったような回答にならなければ、言い方を変えてもう一度作ってください。すぐにできます。</translation>
    </message>
    <message>
      <source>Say what to do, not what to avoid.</source>
      <translation>しないことではなく、することを書きましょう。</translation>
    </message>
    <message>
      <source>Several things at once, and none of them exactly.</source>
      <translation>いくつものことが混ざっていて、どれもはっきりしません。</translation>
    </message>
    <message>
      <source>“Be helpful with names, letters and the like.”</source>
      <translation>「名前や文字などのことで役に立って。」</translation>
    </message>
    <message>
      <source>“Geography”</source>
      <translation>「地理」</translation>
    </message>
    <message>
      <source>“Give the capital city of the country.”</source>
      <translation>「国の首都を答えて。」</translation>
    </message>
    <message>
      <source>“Never leave the text without brackets.”</source>
      <translation>「かっこのない文のままにしないで。」</translation>
    </message>
    <message>
      <source>“Put square brackets around the text.”</source>
      <translation>「文を角かっこで囲んで。」</translation>
    </message>
    <message>
      <source>“Write the initials of the person with dots.”</source>
      <translation>「人の名前を、点の付いたイニシャルにして。」</translation>
    </message>
  </context>
  <context>
    <name>_Cells</name>
    <message>
      <source>Changes by layer</source>
      <translation>層ごとの変化</translation>
    </message>
    <message>
      <source>How it combines</source>
      <translation>どうまとめるか</translation>
    </message>
    <message>
      <source>What catches its eye</source>
      <translation>何が目にとまるか</translation>
    </message>
    <message>
      <source>What comes to mind</source>
      <translation>何を思い浮かべるか</translation>
    </message>
    <message>
      <source>What it concludes</source>
      <translation>何を導き出すか</translation>
    </message>
    <message>
      <source>What it lets through</source>
      <translation>何を通すか</translation>
    </message>
    <message>
      <source>What it picks up</source>
      <translation>何を読み取るか</translation>
    </message>
    <message>
      <source>Where it looks</source>
      <translation>どこに注目するか</translation>
    </message>
    <message>
      <source>{part} ({module})</source>
      <translation>{part}（{module}）</translation>
    </message>
    <message>
      <source>{part}, layer {layer} of {layers}: unchanged</source>
      <translation>{part}、全 {layers} 層のうち第 {layer} 層：変化なし</translation>
    </message>
    <message>
      <source>{part}, layer {layer} of {layers}: {percent} % of the largest change (norm {norm})</source>
      <translation>{part}、全 {layers} 層のうち第 {layer} 層：最大の変化の {percent} %（ノルム {norm}）</translation>
    </message>
    <message>
      <source>{part}: most in layer {layer} of {layers}, {percent} % of the largest change.</source>
      <translation>{part}：全 {layers} 層のうち第 {layer} 層で最も大きく、最大の変化の {percent} % です。</translation>
    </message>
  </context>
  <context>
    <name>_Editor</name>
    <message>
      <source>Ask anew</source>
      <translation>聞き直す</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>キャンセル</translation>
    </message>
    <message>
      <source>Change the message</source>
      <translation>メッセージを書き直す</translation>
    </message>
  </context>
  <context>
    <name>_Offered</name>
    <message>
      <source>fits well</source>
      <translation>よく合う</translation>
    </message>
    <message>
      <source>may fit</source>
      <translation>合う可能性あり</translation>
    </message>
  </context>
  <context>
    <name>_Side</name>
    <message>
      <source>(no answer)</source>
      <translation>（回答なし）</translation>
    </message>
    <message>
      <source>Go on with this one</source>
      <translation>こちらで続ける</translation>
    </message>
    <message>
      <source>The chat goes on with this</source>
      <translation>チャットはこちらで続きます</translation>
    </message>
  </context>
  <context>
    <name>card</name>
    <message>
      <source>English words and spelling</source>
      <translation>英単語とつづり</translation>
    </message>
    <message>
      <source>In Japanese, skill and description together</source>
      <translation>日本語の説明（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>In a hurry, skill and description together</source>
      <translation>急いで書いた説明（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>JSON, XML and the like</source>
      <translation>JSON や XML など</translation>
    </message>
    <message>
      <source>Kinds of task new to the base model too, skill alone</source>
      <translation>ベースモデルも知らない種類の作業（スキルのみ、説明文なし）</translation>
    </message>
    <message>
      <source>Kinds of task that it has learned</source>
      <translation>学習した種類の作業</translation>
    </message>
    <message>
      <source>Kinds of task that it has learned, skill alone</source>
      <translation>学習した種類の作業（スキルのみ、説明文なし）</translation>
    </message>
    <message>
      <source>Kinds of task that it has not learned</source>
      <translation>学習していない種類の作業</translation>
    </message>
    <message>
      <source>Kinds of task that it has not learned, skill alone</source>
      <translation>学習していない種類の作業（スキルのみ、説明文なし）</translation>
    </message>
    <message>
      <source>Letters or words of one's own, description alone and no skill</source>
      <translation>自分で決めた文字や言葉（説明文のみ、スキルなし）</translation>
    </message>
    <message>
      <source>Letters or words of one's own, skill and description together</source>
      <translation>自分で決めた文字や言葉（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>Long messages, description alone and no skill</source>
      <translation>長いメッセージ（説明文のみ、スキルなし）</translation>
    </message>
    <message>
      <source>Long messages, skill and description together</source>
      <translation>長いメッセージ（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>Messages of several sentences</source>
      <translation>いくつもの文からなるメッセージ</translation>
    </message>
    <message>
      <source>Messages of several sentences, skill alone</source>
      <translation>いくつもの文からなるメッセージ（スキルのみ、説明文なし）</translation>
    </message>
    <message>
      <source>New to the base model too, description alone and no skill</source>
      <translation>ベースモデルも知らない作業（説明文のみ、スキルなし）</translation>
    </message>
    <message>
      <source>New to the base model too, skill and description together</source>
      <translation>ベースモデルも知らない作業（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>Not learned, described in Japanese, skill and description together</source>
      <translation>学習していない作業を日本語で（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>Not learned, description alone and no skill</source>
      <translation>学習していない作業（説明文のみ、スキルなし）</translation>
    </message>
    <message>
      <source>Not learned, skill and description together</source>
      <translation>学習していない作業（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>Small talk without a skill</source>
      <translation>スキルなしの雑談</translation>
    </message>
    <message>
      <source>Such wishes, description alone and no skill</source>
      <translation>同じ人たちの要望（説明文のみ、スキルなし）</translation>
    </message>
    <message>
      <source>Such wishes, skill and description together</source>
      <translation>同じ人たちの要望（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>Tasks with letters and words of one's own, skill alone</source>
      <translation>自分で決めた文字や言葉を使う作業（スキルのみ、説明文なし）</translation>
    </message>
    <message>
      <source>The model is very small, there to show the idea: it does short tasks with words, numbers, names and dates.</source>
      <translation>モデルはとても小さく、しくみを体験するためのものです。単語、数、名前、日付などの短い作業ができます。</translation>
    </message>
    <message>
      <source>The same with a skill from meaningless words</source>
      <translation>同じ作業（意味のない言葉から作ったスキル）</translation>
    </message>
    <message>
      <source>The same with the skill for another task</source>
      <translation>同じ作業（別の作業のスキル）</translation>
    </message>
    <message>
      <source>The same without a skill, to compare</source>
      <translation>同じ作業（比較のため、スキルなし）</translation>
    </message>
    <message>
      <source>The same, described in Japanese</source>
      <translation>同じ作業（日本語の説明）</translation>
    </message>
    <message>
      <source>The same, described in a hurry with typing mistakes</source>
      <translation>同じ作業（急いで書いた、打ち間違いのある説明）</translation>
    </message>
    <message>
      <source>The same, description alone and no skill</source>
      <translation>同じ作業（説明文のみ、スキルなし）</translation>
    </message>
    <message>
      <source>The same, skill and description together</source>
      <translation>同じ作業（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>Two tasks in one sentence</source>
      <translation>ふたつの作業を 1 文で</translation>
    </message>
    <message>
      <source>Two tasks in one sentence, skill alone</source>
      <translation>ふたつの作業を 1 文で（スキルのみ、説明文なし）</translation>
    </message>
    <message>
      <source>Two tasks, description alone and no skill</source>
      <translation>ふたつの作業（説明文のみ、スキルなし）</translation>
    </message>
    <message>
      <source>Two tasks, skill and description together</source>
      <translation>ふたつの作業（スキルと説明文の両方）</translation>
    </message>
    <message>
      <source>Wishes of people who did not know what it has learned</source>
      <translation>学習内容を知らない人たちの要望</translation>
    </message>
    <message>
      <source>Wishes of people who did not know what it has learned, skill alone</source>
      <translation>学習内容を知らない人たちの要望（スキルのみ、説明文なし）</translation>
    </message>
    <message>
      <source>calculations with several numbers</source>
      <translation>いくつかの数の計算</translation>
    </message>
    <message>
      <source>capital and small letters</source>
      <translation>大文字と小文字</translation>
    </message>
    <message>
      <source>changing the order of words</source>
      <translation>単語の並べ替え</translation>
    </message>
    <message>
      <source>changing whole sentences</source>
      <translation>文の書き換え</translation>
    </message>
    <message>
      <source>computers and code</source>
      <translation>コンピューターとコード</translation>
    </message>
    <message>
      <source>counting</source>
      <translation>数え上げ</translation>
    </message>
    <message>
      <source>countries and capitals</source>
      <translation>国と首都</translation>
    </message>
    <message>
      <source>dates</source>
      <translation>日付</translation>
    </message>
    <message>
      <source>facts of nature and books</source>
      <translation>自然や本の知識</translation>
    </message>
    <message>
      <source>finding something in a text</source>
      <translation>文からの抜き出し</translation>
    </message>
    <message>
      <source>forms of adjectives</source>
      <translation>形容詞の形</translation>
    </message>
    <message>
      <source>forms of nouns</source>
      <translation>名詞の形</translation>
    </message>
    <message>
      <source>forms of verbs</source>
      <translation>動詞の形</translation>
    </message>
    <message>
      <source>games and emoji</source>
      <translation>ゲームと絵文字</translation>
    </message>
    <message>
      <source>joining words with a sign</source>
      <translation>記号での連結</translation>
    </message>
    <message>
      <source>leaving words out</source>
      <translation>単語の省略</translation>
    </message>
    <message>
      <source>lists of numbers</source>
      <translation>数の並び</translation>
    </message>
    <message>
      <source>making lists</source>
      <translation>箇条書き</translation>
    </message>
    <message>
      <source>names of people</source>
      <translation>人の名前</translation>
    </message>
    <message>
      <source>picking a word out</source>
      <translation>単語の選択</translation>
    </message>
    <message>
      <source>putting signs around a text</source>
      <translation>記号での囲み</translation>
    </message>
    <message>
      <source>putting something after a text</source>
      <translation>文の後ろに付け足す</translation>
    </message>
    <message>
      <source>putting something before a text</source>
      <translation>文の前に付け足す</translation>
    </message>
    <message>
      <source>repeating words</source>
      <translation>単語の繰り返し</translation>
    </message>
    <message>
      <source>replacing or removing letters</source>
      <translation>文字の置き換えと削除</translation>
    </message>
    <message>
      <source>single letters of a word</source>
      <translation>単語の中の文字</translation>
    </message>
    <message>
      <source>single words in other languages</source>
      <translation>ほかの言語の単語</translation>
    </message>
    <message>
      <source>small sums</source>
      <translation>簡単な計算</translation>
    </message>
    <message>
      <source>styles of speaking</source>
      <translation>話し方</translation>
    </message>
    <message>
      <source>times of day</source>
      <translation>時刻</translation>
    </message>
    <message>
      <source>units of measure</source>
      <translation>単位の換算</translation>
    </message>
    <message>
      <source>weekdays and months</source>
      <translation>曜日と月</translation>
    </message>
    <message>
      <source>what a message is about</source>
      <translation>メッセージの分類</translation>
    </message>
    <message>
      <source>yes-or-no questions</source>
      <translation>はい・いいえで答える質問</translation>
    </message>
  </context>
  <context>
    <name>dates</name>
    <message>
      <source>Today {time}</source>
      <translation>今日 {time}</translation>
    </message>
    <message>
      <source>Yesterday</source>
      <translation>昨日</translation>
    </message>
    <message>
      <source>d MMMM</source>
      <translation>M月d日</translation>
    </message>
    <message>
      <source>d MMMM yyyy</source>
      <translation>yyyy年M月d日</translation>
    </message>
  </context>
  <context>
    <name>devices</name>
    <message>
      <source>Apple graphics</source>
      <translation>Apple のグラフィックス</translation>
    </message>
    <message>
      <source>Models answer on {device}: {why}.</source>
      <translation>モデルの回答に使うもの：{device}（{why}）。</translation>
    </message>
    <message>
      <source>Skills are made on {device}: {why}.</source>
      <translation>スキルの作成に使うもの：{device}（{why}）。</translation>
    </message>
    <message>
      <source>a graphics card</source>
      <translation>グラフィックカード</translation>
    </message>
    <message>
      <source>an NVIDIA graphics card</source>
      <translation>NVIDIA のグラフィックカード</translation>
    </message>
    <message>
      <source>as chosen here</source>
      <translation>ここで選ばれています</translation>
    </message>
    <message>
      <source>chosen here, but not found; choose another</source>
      <translation>ここで選ばれていますが、見つかりません。ほかのものを選んでください</translation>
    </message>
    <message>
      <source>no graphics card was found</source>
      <translation>グラフィックカードが見つかりませんでした</translation>
    </message>
    <message>
      <source>the fastest that was found</source>
      <translation>見つかった中でいちばん高速です</translation>
    </message>
    <message>
      <source>the graphics card that was found does not work</source>
      <translation>見つかったグラフィックカードが動作しません</translation>
    </message>
    <message>
      <source>the processor</source>
      <translation>プロセッサー（CPU）</translation>
    </message>
    <message>
      <source>this version cannot use graphics cards</source>
      <translation>このバージョンではグラフィックカードを使えません</translation>
    </message>
  </context>
  <context>
    <name>errors</name>
    <message>
      <source>1 is as it was made; 0 turns the skill off.</source>
      <translation>1 で作られたままの強さ、0 でオフになります。</translation>
    </message>
    <message>
      <source>A GGUF adapter can only be written for a known base model.</source>
      <translation>GGUF のスキルを書き出すには、ベースモデルが分かっている必要があります。</translation>
    </message>
    <message>
      <source>A blend is made of {least} to {most} skills.</source>
      <translation>ブレンドできるスキルは {least} 個から {most} 個までです。</translation>
    </message>
    <message>
      <source>A context of {context} tokens is not possible.</source>
      <translation>一度に読める量を {context} トークンにすることはできません。</translation>
    </message>
    <message>
      <source>A sheet has room for {limit} rows.</source>
      <translation>シートに入るのは {limit} 行までです。</translation>
    </message>
    <message>
      <source>A sheet has room for {limit} rows; line {line} would be one more.</source>
      <translation>シートに入るのは {limit} 行までです。{line} 行目で超えてしまいます。</translation>
    </message>
    <message>
      <source>A skill cannot be exported at the strength {strength}.</source>
      <translation>強さ {strength} ではスキルを書き出せません。</translation>
    </message>
    <message>
      <source>A text in line {line} is longer than {limit} characters.</source>
      <translation>{line} 行目に {limit} 文字を超えるテキストがあります。</translation>
    </message>
    <message>
      <source>A text in {file} is too long: it has {length} characters; the limit is {limit}.</source>
      <translation>{file} に長すぎる文章があります。{length} 文字ありますが、{limit} 文字までです。</translation>
    </message>
    <message>
      <source>Adapters cannot be written for the architecture {architecture}.</source>
      <translation>アーキテクチャ {architecture} 向けのスキルは書き出せません。</translation>
    </message>
    <message>
      <source>Add the base model as a GGUF file.</source>
      <translation>ベースモデルを GGUF ファイルで追加してください。</translation>
    </message>
    <message>
      <source>Add the folder of a hypernetwork for this model, and that of its embedder.</source>
      <translation>このモデル用のハイパーネットワークのフォルダーと、その埋め込みモデルのフォルダーを追加してください。</translation>
    </message>
    <message>
      <source>Add the folder of {name}.</source>
      <translation>{name} のフォルダーを追加してください。</translation>
    </message>
    <message>
      <source>Add the folder that it was trained with.</source>
      <translation>学習に使われた埋め込みモデルのフォルダーを追加してください。</translation>
    </message>
    <message>
      <source>Add the hypernetwork that it reads descriptions for, and the base model.</source>
      <translation>これと組になるハイパーネットワークと、ベースモデルを追加してください。</translation>
    </message>
    <message>
      <source>Add the model again.</source>
      <translation>モデルを追加し直してください。</translation>
    </message>
    <message>
      <source>Add {model} as a GGUF file.</source>
      <translation>{model} を GGUF ファイルで追加してください。</translation>
    </message>
    <message>
      <source>All weights are 0.</source>
      <translation>重みがすべて 0 です。</translation>
    </message>
    <message>
      <source>An embedder alone makes no pack.</source>
      <translation>埋め込みモデルだけでは使えません。</translation>
    </message>
    <message>
      <source>Another pack is called {pack} by now.</source>
      <translation>現在、{pack} という名前の別のモデルがあります。</translation>
    </message>
    <message>
      <source>Ask whoever gave it to you to export it once more.</source>
      <translation>渡してくれた人に、もう一度書き出してもらってください。</translation>
    </message>
    <message>
      <source>Blend fewer skills at once, or reduce them first.</source>
      <translation>一度にブレンドするスキルを減らすか、先に小さくしてください。</translation>
    </message>
    <message>
      <source>Blend skills of one base model.</source>
      <translation>同じベースモデルのスキルをブレンドしてください。</translation>
    </message>
    <message>
      <source>Check adapter_config.json, or get the adapter again.</source>
      <translation>adapter_config.json を確かめるか、スキルを入手し直してください。</translation>
    </message>
    <message>
      <source>Check its permissions and the free space, or choose another folder with --home.</source>
      <translation>アクセス権と空き容量を確かめて、もう一度お試しください。</translation>
    </message>
    <message>
      <source>Check that it is there and that you may read it.</source>
      <translation>そこにあって、読み取れることを確かめてください。</translation>
    </message>
    <message>
      <source>Check that its folder exists and may be written to.</source>
      <translation>フォルダーがあって、書き込めることを確かめてください。</translation>
    </message>
    <message>
      <source>Check that its folder exists and that you may write there.</source>
      <translation>フォルダーがあって、そこに書き込めることを確かめてください。</translation>
    </message>
    <message>
      <source>Check that {file} is a file that you may read.</source>
      <translation>{file} が、読み取りを許可されたファイルかどうかを確認してください。</translation>
    </message>
    <message>
      <source>Check the permissions of the data folder and the free space, or choose another with --home.</source>
      <translation>データフォルダーのアクセス権と空き容量を確かめて、もう一度お試しください。</translation>
    </message>
    <message>
      <source>Choose a .json file that a chat was exported to.</source>
      <translation>チャットを書き出した .json ファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose a .t2lskill file, a GGUF adapter, a PEFT folder, or a zip file with one of them in it.</source>
      <translation>.t2lskill ファイル、GGUF アダプター、PEFT フォルダー、またはそのどれかを入れた zip ファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose a LoRA adapter in the GGUF format.</source>
      <translation>GGUF 形式の LoRA アダプターを選んでください。</translation>
    </message>
    <message>
      <source>Choose a base model (a .gguf file), the folder of a hypernetwork (args.yaml, adapter_config.json and hypermod.pt) or the folder of an embedder (config.json, model.safetensors and tokenizer.json).</source>
      <translation>ベースモデル（.gguf ファイル）、ハイパーネットワークのフォルダー（args.yaml、adapter_config.json、hypermod.pt）、または埋め込みモデルのフォルダー（config.json、model.safetensors、tokenizer.json）を選んでください。</translation>
    </message>
    <message>
      <source>Choose a base model, a hypernetwork and its embedder.</source>
      <translation>ベースモデル、ハイパーネットワーク、その埋め込みモデルを選んでください。</translation>
    </message>
    <message>
      <source>Choose a chat model as the base.</source>
      <translation>ベースにはチャットモデルを選んでください。</translation>
    </message>
    <message>
      <source>Choose a chat model; embedding models and adapters cannot answer.</source>
      <translation>チャット用のモデルを選んでください。埋め込みモデルやスキルは回答できません。</translation>
    </message>
    <message>
      <source>Choose a complete folder.</source>
      <translation>中身のそろったフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose a context of {smaller} tokens, or close other programs.</source>
      <translation>一度に読める量を {smaller} トークンにするか、ほかのアプリを終了してください。</translation>
    </message>
    <message>
      <source>Choose a folder with a pack.json in it.</source>
      <translation>pack.json の入ったフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose a model in the GGUF format.</source>
      <translation>GGUF 形式のモデルを選んでください。</translation>
    </message>
    <message>
      <source>Choose a number of skills within these limits.</source>
      <translation>この範囲の数だけスキルを選んでください。</translation>
    </message>
    <message>
      <source>Choose a rank of 1 or more.</source>
      <translation>1 以上のランクを選んでください。</translation>
    </message>
    <message>
      <source>Choose a smaller strength.</source>
      <translation>もっと小さい強さを選んでください。</translation>
    </message>
    <message>
      <source>Choose a strength above 0 and up to {limit}.</source>
      <translation>0 より大きく {limit} 以下の強さを選んでください。</translation>
    </message>
    <message>
      <source>Choose an empty folder.</source>
      <translation>空のフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose another backup; nothing was changed.</source>
      <translation>別のバックアップを選んでください。何も変更されていません。</translation>
    </message>
    <message>
      <source>Choose another chat or begin a new one.</source>
      <translation>別のチャットを選ぶか、新しいチャットを始めてください。</translation>
    </message>
    <message>
      <source>Choose another file.</source>
      <translation>別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose another folder, or another drive.</source>
      <translation>別のフォルダーか、別のドライブを選んでください。</translation>
    </message>
    <message>
      <source>Choose another folder.</source>
      <translation>別のフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose another name for the new file.</source>
      <translation>新しいファイルに別の名前を付けてください。</translation>
    </message>
    <message>
      <source>Choose another one.</source>
      <translation>別のものを選んでください。</translation>
    </message>
    <message>
      <source>Choose another pack to work with instead; this one takes little room.</source>
      <translation>使うモデルは別のものを選べます。このモデルは場所をほとんど取りません。</translation>
    </message>
    <message>
      <source>Choose another pack, or add its base model.</source>
      <translation>別のモデルを選ぶか、このモデルのベースモデルを追加してください。</translation>
    </message>
    <message>
      <source>Choose another pack, or write a PEFT folder with `t2l-desktop generate --format peft`.</source>
      <translation>別のモデルを選ぶか、`t2l-desktop generate --format peft` で PEFT フォルダーを書き出してください。</translation>
    </message>
    <message>
      <source>Choose another pack.</source>
      <translation>別のモデルを選んでください。</translation>
    </message>
    <message>
      <source>Choose between {least} and {most}.</source>
      <translation>{least} から {most} の間で選んでください。</translation>
    </message>
    <message>
      <source>Choose one base model, one hypernetwork and one embedder.</source>
      <translation>ベースモデル、ハイパーネットワーク、埋め込みモデルを 1 つずつ選んでください。</translation>
    </message>
    <message>
      <source>Choose other weights or other parts.</source>
      <translation>別の重み、または別の部分を選んでください。</translation>
    </message>
    <message>
      <source>Choose the GGUF file of a chat model.</source>
      <translation>チャットモデルの GGUF ファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose the GGUF file of a whole model.</source>
      <translation>モデル全体の GGUF ファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose the complete file of a language model.</source>
      <translation>言語モデル全体のファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose the files and folders of the model themselves.</source>
      <translation>モデルのファイルやフォルダーを直接選んでください。</translation>
    </message>
    <message>
      <source>Choose the folder that contains hypermod.pt and args.yaml, or hypernet.safetensors and hypernet.json.</source>
      <translation>hypermod.pt と args.yaml、または hypernet.safetensors と hypernet.json の入ったフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose the folder that holds the file library.sqlite3.</source>
      <translation>library.sqlite3 というファイルが入っているフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose the model that it was trained on as the base.</source>
      <translation>学習に使われたモデルをベースに選んでください。</translation>
    </message>
    <message>
      <source>Choose the same model as a GGUF file.</source>
      <translation>同じモデルの GGUF ファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose the skill yourself, or add a pack that has an embedder.</source>
      <translation>スキルを自分で選ぶか、埋め込みモデルを含むモデルを追加してください。</translation>
    </message>
    <message>
      <source>Choose “automatic” as the device, close other programs, or choose a smaller model.</source>
      <translation>デバイスを「自動」にするか、ほかのアプリを終了するか、小さいモデルを選んでください。</translation>
    </message>
    <message>
      <source>Choose “automatic” or “cpu” instead.</source>
      <translation>代わりに「自動」か「プロセッサー（CPU）」を選んでください。</translation>
    </message>
    <message>
      <source>Close other programs, choose a smaller context, or use a smaller model.</source>
      <translation>ほかのアプリを終了するか、一度に読める量を減らすか、小さいモデルを使ってください。</translation>
    </message>
    <message>
      <source>Close other programs, or choose a smaller context for this model.</source>
      <translation>ほかのアプリを終了するか、このモデルが一度に読める量を減らしてください。</translation>
    </message>
    <message>
      <source>Close other programs, or choose a smaller model.</source>
      <translation>ほかのアプリを終了するか、より小さいモデルを選んでください。</translation>
    </message>
    <message>
      <source>Close other programs, or use a smaller model or context.</source>
      <translation>ほかのアプリを終了するか、小さいモデルを使うか、一度に読める量を減らしてください。</translation>
    </message>
    <message>
      <source>Close other programs, or use a smaller model.</source>
      <translation>ほかのアプリを終了するか、小さいモデルを使ってください。</translation>
    </message>
    <message>
      <source>Close other windows of the app and try again.</source>
      <translation>このアプリのほかのウィンドウを閉じて、もう一度お試しください。</translation>
    </message>
    <message>
      <source>Close them, and write a quotation mark within them twice: "".</source>
      <translation>引用符を閉じてください。引用符の中で引用符を使うときは "" と 2 つ書きます。</translation>
    </message>
    <message>
      <source>Comparing takes {need} more memory, but only {free} is free.</source>
      <translation>比較にはさらに {need} のメモリが必要ですが、空きは {free} しかありません。</translation>
    </message>
    <message>
      <source>Connect its drive again; nothing that was saved is lost.</source>
      <translation>ドライブを接続し直してください。保存したものは失われていません。</translation>
    </message>
    <message>
      <source>Connect its drive and try again, or choose the folder where it is now.</source>
      <translation>ドライブを接続してもう一度試すか、今フォルダーがある場所を選んでください。</translation>
    </message>
    <message>
      <source>Copy or download the checkpoint folder again.</source>
      <translation>チェックポイントのフォルダーを、コピーまたはダウンロードし直してください。</translation>
    </message>
    <message>
      <source>Copy the whole checkpoint folder again.</source>
      <translation>チェックポイントのフォルダーを丸ごとコピーし直してください。</translation>
    </message>
    <message>
      <source>Copy the whole embedder folder again; the starter's is prepared by “make” or the installer.</source>
      <translation>埋め込みモデルのフォルダーを丸ごとコピーし直してください。付属モデルの場合は、アプリをインストールし直してください。</translation>
    </message>
    <message>
      <source>Create it again from its description.</source>
      <translation>説明文から作り直してください。</translation>
    </message>
    <message>
      <source>Delete it; it will be made again.</source>
      <translation>削除してください。あらためて作られます。</translation>
    </message>
    <message>
      <source>Download or copy it again.</source>
      <translation>ダウンロードまたはコピーし直してください。</translation>
    </message>
    <message>
      <source>Embedding models of the kind {kind} are not supported.</source>
      <translation>{kind} という種類の埋め込みモデルには対応していません。</translation>
    </message>
    <message>
      <source>Every line needs the input and the expected answer, with a tab, a comma or a semicolon between.</source>
      <translation>どの行にも、入力と期待する答えをタブ、カンマ、またはセミコロンで区切って書いてください。</translation>
    </message>
    <message>
      <source>Every line needs the input and the expected answer.</source>
      <translation>どの行にも、入力と期待する答えが必要です。</translation>
    </message>
    <message>
      <source>Free some space and try again; nothing that was saved is lost.</source>
      <translation>空き容量を増やして、もう一度お試しください。保存済みのものは失われていません。</translation>
    </message>
    <message>
      <source>Free some space and try again; nothing was changed.</source>
      <translation>空き容量を増やして、もう一度お試しください。何も変更されていません。</translation>
    </message>
    <message>
      <source>Get all parts again from one source.</source>
      <translation>すべての分割ファイルを同じ入手元から取り直してください。</translation>
    </message>
    <message>
      <source>Get it again from a source that you trust.</source>
      <translation>信頼できるところから、もう一度入手してください。</translation>
    </message>
    <message>
      <source>Get it again from its source.</source>
      <translation>配布元から入手し直してください。</translation>
    </message>
    <message>
      <source>Get it again from its source; its files are damaged, or it is no embedding model.</source>
      <translation>配布元から入手し直してください。ファイルが壊れているか、埋め込みモデルではありません。</translation>
    </message>
    <message>
      <source>Get it again, or save it again as safetensors, which is what current versions of PEFT do.</source>
      <translation>もう一度入手するか、safetensors 形式で保存し直してください。最近の PEFT はこの形式で保存します。</translation>
    </message>
    <message>
      <source>Get it with the file model.safetensors; most publishers offer both.</source>
      <translation>model.safetensors の入ったものを入手してください。たいていの配布元では両方が用意されています。</translation>
    </message>
    <message>
      <source>Get the file again, or export the pack again.</source>
      <translation>ファイルを入手し直すか、モデル一式をもう一度書き出してください。</translation>
    </message>
    <message>
      <source>Give all parts the names that they had where they come from.</source>
      <translation>すべての分割ファイルの名前を、入手元での名前に戻してください。</translation>
    </message>
    <message>
      <source>Give at least one skill a weight.</source>
      <translation>少なくとも 1 つのスキルの重みを 0 以外にしてください。</translation>
    </message>
    <message>
      <source>Give each skill a weight.</source>
      <translation>各スキルの重みを決めてください。</translation>
    </message>
    <message>
      <source>Give every row an input.</source>
      <translation>すべての行に入力を書いてください。</translation>
    </message>
    <message>
      <source>Give it a short name.</source>
      <translation>短い名前を付けてください。</translation>
    </message>
    <message>
      <source>Give it one larger weight.</source>
      <translation>まとめて 1 つの大きな重みにしてください。</translation>
    </message>
    <message>
      <source>Give it two columns: the input and the expected answer, one pair a line.</source>
      <translation>入力と期待する答えの 2 列を、1 行に 1 組ずつ書いてください。</translation>
    </message>
    <message>
      <source>Import a .t2lpack file, or install the app again.</source>
      <translation>.t2lpack ファイルを追加するか、アプリをインストールし直してください。</translation>
    </message>
    <message>
      <source>Import a part of it.</source>
      <translation>一部だけを使ってください。</translation>
    </message>
    <message>
      <source>Import a part of it: the limit is {rows} rows.</source>
      <translation>一部だけを使ってください。{rows} 行まで入ります。</translation>
    </message>
    <message>
      <source>Import it alone.</source>
      <translation>それだけを取り込んでください。</translation>
    </message>
    <message>
      <source>Import it as a skill; a pack needs a hypernetwork, which writes adapters.</source>
      <translation>スキルとして取り込んでください。モデルに必要なのは、スキルを作るハイパーネットワークです。</translation>
    </message>
    <message>
      <source>Import it as a skill; for a pack, choose the model that it belongs to.</source>
      <translation>スキルとして取り込むか、そのもとになったモデルを選んでください。</translation>
    </message>
    <message>
      <source>Import the pack again.</source>
      <translation>モデルをもう一度追加してください。</translation>
    </message>
    <message>
      <source>Input and expected answer are texts or numbers.</source>
      <translation>入力と期待する答えは、テキストか数値にしてください。</translation>
    </message>
    <message>
      <source>Install a pack with a base model first.</source>
      <translation>先に、ベースモデルを含むモデルを追加してください。</translation>
    </message>
    <message>
      <source>Install it, or choose one of the packs that are there.</source>
      <translation>そのモデルを追加するか、今あるモデルから選んでください。</translation>
    </message>
    <message>
      <source>Install the [train] extra: pip install 't2l-desktop[train]'.</source>
      <translation>追加パッケージ [train] を入れてください：pip install 't2l-desktop[train]'</translation>
    </message>
    <message>
      <source>Install the newest version of the app, then restore it; nothing was changed.</source>
      <translation>最新版のアプリをインストールしてから復元してください。何も変更されていません。</translation>
    </message>
    <message>
      <source>Install the newest version of the app.</source>
      <translation>アプリの最新版をインストールしてください。</translation>
    </message>
    <message>
      <source>Install the newest version, or choose another folder with --home.</source>
      <translation>最新版をインストールしてください。</translation>
    </message>
    <message>
      <source>Install the newest version, then import it again.</source>
      <translation>最新版をインストールしてから、もう一度取り込んでください。</translation>
    </message>
    <message>
      <source>Install the pack again.</source>
      <translation>モデルを追加し直してください。</translation>
    </message>
    <message>
      <source>Install the pack again; in a source checkout, run `make setup`.</source>
      <translation>アプリをインストールし直してください。</translation>
    </message>
    <message>
      <source>Install the pack with it again, or export the skill as it is.</source>
      <translation>ベースモデルを含むモデルをもう一度追加するか、スキルをそのまま書き出してください。</translation>
    </message>
    <message>
      <source>Install the pack with that base model, then import the skill again.</source>
      <translation>そのベースモデルを含むモデルを追加してから、もう一度スキルを取り込んでください。</translation>
    </message>
    <message>
      <source>Install what is missing, then start the app again. On Debian and Ubuntu: sudo apt install {packages}</source>
      <translation>足りないものをインストールしてから、アプリを起動し直してください。Debian と Ubuntu では：sudo apt install {packages}</translation>
    </message>
    <message>
      <source>Instruction-tuned models answer better.</source>
      <translation>指示に従うように調整されたモデルのほうがうまく答えます。</translation>
    </message>
    <message>
      <source>It was made for {model}; choose that model as the base.</source>
      <translation>{model} 用に作られています。そのモデルをベースに選んでください。</translation>
    </message>
    <message>
      <source>It was made for {wanted}; choose that model as the base.</source>
      <translation>これは {wanted} 用に作られています。そのモデルをベースに選んでください。</translation>
    </message>
    <message>
      <source>It was probably damaged in training or on the way; get it again.</source>
      <translation>学習中か受け渡しの途中で壊れたようです。入手し直してください。</translation>
    </message>
    <message>
      <source>It was probably damaged in training or on the way; get or make it again.</source>
      <translation>学習中か受け渡しの途中で壊れたようです。入手し直すか、作り直してください。</translation>
    </message>
    <message>
      <source>It was trained with {name}.</source>
      <translation>{name} で学習されています。</translation>
    </message>
    <message>
      <source>Join the parts first, with llama-gguf-split --merge.</source>
      <translation>先に llama-gguf-split --merge で 1 つのファイルにまとめてください。</translation>
    </message>
    <message>
      <source>Line {line} has an answer but no input.</source>
      <translation>{line} 行目に答えはありますが、入力がありません。</translation>
    </message>
    <message>
      <source>Line {line} has something other than a text in it.</source>
      <translation>{line} 行目にテキスト以外のものがあります。</translation>
    </message>
    <message>
      <source>Line {line} has too few columns.</source>
      <translation>{line} 行目の列が足りません。</translation>
    </message>
    <message>
      <source>Line {line} has too few fields.</source>
      <translation>{line} 行目の項目が足りません。</translation>
    </message>
    <message>
      <source>Line {line} is not a JSON object.</source>
      <translation>{line} 行目は JSON オブジェクトではありません。</translation>
    </message>
    <message>
      <source>List the skills to see them.</source>
      <translation>ライブラリで確かめてください。</translation>
    </message>
    <message>
      <source>Loading this takes {need} of memory on the graphics card, but only {free} is free there.</source>
      <translation>読み込むにはグラフィックカードのメモリが {need} 必要ですが、空きは {free} しかありません。</translation>
    </message>
    <message>
      <source>Loading {folder} takes {need} of memory, but only {free} is free.</source>
      <translation>{folder} を読み込むには {need} のメモリが必要ですが、空きは {free} しかありません。</translation>
    </message>
    <message>
      <source>Lower the strength of the skills.</source>
      <translation>スキルの強さを下げてください。</translation>
    </message>
    <message>
      <source>Make the adapter again, or copy the file again.</source>
      <translation>スキルを作り直すか、ファイルをコピーし直してください。</translation>
    </message>
    <message>
      <source>Make the adapter again, or restore the file.</source>
      <translation>スキルを作り直すか、ファイルを元に戻してください。</translation>
    </message>
    <message>
      <source>Message {number} in {file} follows message {after}, which does not come before it.</source>
      <translation>{file} の {number} 番目のメッセージは、前にないメッセージ {after} の続きになっています。</translation>
    </message>
    <message>
      <source>Message {number} in {file} has no usable “{field}”.</source>
      <translation>{file} の {number} 番目のメッセージの「{field}」が使えません。</translation>
    </message>
    <message>
      <source>Mount the drive with file locking, or choose another folder with --home.</source>
      <translation>データを、このコンピューターのドライブに移してください。</translation>
    </message>
    <message>
      <source>Move it again from the Settings page.</source>
      <translation>「設定」のページからもう一度移動してください。</translation>
    </message>
    <message>
      <source>Moving the data folder was interrupted: everything is where it was.</source>
      <translation>データフォルダーの移動が中断されました。すべて元の場所にあります。</translation>
    </message>
    <message>
      <source>Name a .t2lpack file, or --base, --hypernet and --embedder.</source>
      <translation>.t2lpack ファイル、または --base、--hypernet、--embedder を指定してください。</translation>
    </message>
    <message>
      <source>Name it with --base CONFIG.json or --base FILE.gguf, or ask for --format peft.</source>
      <translation>--base CONFIG.json か --base FILE.gguf で指定するか、--format peft を使ってください。</translation>
    </message>
    <message>
      <source>Name the base with --base CONFIG.json or --base FILE.gguf, or ask for --format peft.</source>
      <translation>--base CONFIG.json か --base FILE.gguf でベースを指定するか、--format peft を使ってください。</translation>
    </message>
    <message>
      <source>No pack is installed.</source>
      <translation>モデルがありません。</translation>
    </message>
    <message>
      <source>Nothing would be left of the skill.</source>
      <translation>スキルに何も残らなくなります。</translation>
    </message>
    <message>
      <source>Only LoRA on linear layers is supported.</source>
      <translation>線形層の LoRA だけに対応しています。</translation>
    </message>
    <message>
      <source>Only byte-level BPE that splits single digits is supported.</source>
      <translation>数字を 1 桁ずつ分けるバイトレベル BPE だけに対応しています。</translation>
    </message>
    <message>
      <source>Only little-endian files of version 2 and 3 are; convert it again with a current llama.cpp.</source>
      <translation>対応しているのはリトルエンディアンのバージョン 2 と 3 です。新しい llama.cpp で変換し直してください。</translation>
    </message>
    <message>
      <source>Only plain LoRA adapters can be used; this one would do something else without the rest.</source>
      <translation>使えるのは通常の LoRA だけです。残りの部分を省くと、このスキルは別の動きをしてしまいます。</translation>
    </message>
    <message>
      <source>Only skills of one base model can be blended.</source>
      <translation>ブレンドできるのは、同じベースモデルのスキルだけです。</translation>
    </message>
    <message>
      <source>Packs stay there for thirty days; import it again.</source>
      <translation>取り除いたモデルが残るのは 30 日間です。もう一度追加してください。</translation>
    </message>
    <message>
      <source>Put all {count} parts into one folder.</source>
      <translation>{count} 個の分割ファイルをすべて同じフォルダーに入れてください。</translation>
    </message>
    <message>
      <source>Put it back there, or import it again from where it is now.</source>
      <translation>元の場所に戻すか、今の場所からもう一度追加してください。</translation>
    </message>
    <message>
      <source>Remove one of the two folders.</source>
      <translation>2 つのフォルダーのどちらかを取り除いてください。</translation>
    </message>
    <message>
      <source>Remove some, or add fewer.</source>
      <translation>行を減らしてから、もう一度お試しください。</translation>
    </message>
    <message>
      <source>Remove that one first, then restore this.</source>
      <translation>先にそのモデルを取り除いてから、元に戻してください。</translation>
    </message>
    <message>
      <source>Restart the app; if that does not help, install it again.</source>
      <translation>アプリを再起動してください。それでも直らない場合は、インストールし直してください。</translation>
    </message>
    <message>
      <source>Restore a backup from a file instead.</source>
      <translation>代わりに、バックアップのファイルから復元してください。</translation>
    </message>
    <message>
      <source>Restore it, or go on without it.</source>
      <translation>元に戻すか、それなしで続けてください。</translation>
    </message>
    <message>
      <source>Save it again as safetensors, which is what current versions of PEFT do.</source>
      <translation>safetensors で保存し直してください（今の PEFT の標準です）。</translation>
    </message>
    <message>
      <source>Save it as CSV in UTF-8 and import it again.</source>
      <translation>UTF-8 の CSV として保存し直して、もう一度取り込んでください。</translation>
    </message>
    <message>
      <source>Save it as float32, float16 or bfloat16.</source>
      <translation>float32、float16、bfloat16 のいずれかで保存してください。</translation>
    </message>
    <message>
      <source>Say it in a sentence or two.</source>
      <translation>1～2 文で書いてください。</translation>
    </message>
    <message>
      <source>Say it in other words, or get the model again from its source.</source>
      <translation>別の言い方で書くか、モデルを配布元から入手し直してください。</translation>
    </message>
    <message>
      <source>Shorten it.</source>
      <translation>短くしてください。</translation>
    </message>
    <message>
      <source>Shorten it; no model reads that much at once.</source>
      <translation>短くしてください。そこまで長い文章を一度に読めるモデルはありません。</translation>
    </message>
    <message>
      <source>Shorten the message.</source>
      <translation>メッセージを短くしてください。</translation>
    </message>
    <message>
      <source>Shorten the system prompt, or tell the model fewer descriptions.</source>
      <translation>システムプロンプトを短くするか、モデルに伝えるスキルの説明文を減らしてください。</translation>
    </message>
    <message>
      <source>Some settings could not be understood and were reset: {names}.</source>
      <translation>一部の設定を読み取れなかったため、初期設定に戻しました：{names}。</translation>
    </message>
    <message>
      <source>Something went wrong inside the app.</source>
      <translation>アプリの内部で問題が起きました。</translation>
    </message>
    <message>
      <source>Start a new chat, or use another model.</source>
      <translation>新しいチャットを始めるか、別のモデルを使ってください。</translation>
    </message>
    <message>
      <source>Start the app again: it keeps the damaged file and goes on with the newest backup.</source>
      <translation>アプリを起動し直してください。壊れたファイルは残したまま、最新の控えから続けます。</translation>
    </message>
    <message>
      <source>The adapter changes {module} twice.</source>
      <translation>このスキルは {module} を 2 度変更しています。</translation>
    </message>
    <message>
      <source>The adapter file {file} is damaged or incomplete.</source>
      <translation>スキルのファイル {file} は壊れているか、中身がそろっていません。</translation>
    </message>
    <message>
      <source>The adapter file {file} is missing.</source>
      <translation>スキルのファイル {file} がありません。</translation>
    </message>
    <message>
      <source>The adapter holds the tensor {tensor}, which is not part of a plain LoRA.</source>
      <translation>このスキルには、通常の LoRA にはないテンソル {tensor} が入っています。</translation>
    </message>
    <message>
      <source>The adapter holds values that are not numbers.</source>
      <translation>このスキルには、数ではない値が入っています。</translation>
    </message>
    <message>
      <source>The adapter is empty.</source>
      <translation>このスキルは空です。</translation>
    </message>
    <message>
      <source>The adapter is incomplete or damaged; get or make it again.</source>
      <translation>このスキルは欠けているか壊れています。入手し直すか、作り直してください。</translation>
    </message>
    <message>
      <source>The adapter {file} was made for another base model than {base}.</source>
      <translation>スキル {file} は、{base} とは別のベースモデル用に作られています。</translation>
    </message>
    <message>
      <source>The adapter {file} was made for another base model.</source>
      <translation>スキル {file} は、別のベースモデル用に作られています。</translation>
    </message>
    <message>
      <source>The adapter's configuration has an unusable value for {key}.</source>
      <translation>スキルの設定の {key} に、使えない値が入っています。</translation>
    </message>
    <message>
      <source>The adapter's tensors for {module} do not fit each other.</source>
      <translation>このスキルの {module} のテンソルは、大きさが互いに合いません。</translation>
    </message>
    <message>
      <source>The adapter's values are too large for float16.</source>
      <translation>このスキルの値は float16 には大きすぎます。</translation>
    </message>
    <message>
      <source>The answer broke down: the model's numbers grew too large.</source>
      <translation>モデルの計算値が大きくなりすぎて、回答が続けられなくなりました。</translation>
    </message>
    <message>
      <source>The backup {file} is damaged or was put together wrongly.</source>
      <translation>バックアップ {file} は壊れているか、正しく作られていません。</translation>
    </message>
    <message>
      <source>The backup {file} was written by a newer version of the app.</source>
      <translation>バックアップ {file} は、このアプリより新しいバージョンで作られています。</translation>
    </message>
    <message>
      <source>The base model answers the same with a skill as without one.</source>
      <translation>スキルを付けても、ベースモデルの回答が変わりません。</translation>
    </message>
    <message>
      <source>The base model answers, and differently with a skill on it.</source>
      <translation>ベースモデルは回答でき、スキルを付けると回答が変わります。</translation>
    </message>
    <message>
      <source>The base model answers.</source>
      <translation>ベースモデルは回答できます。</translation>
    </message>
    <message>
      <source>The base model gave no usable vector for this description.</source>
      <translation>この説明文に対して、ベースモデルから使えるベクトルが得られませんでした。</translation>
    </message>
    <message>
      <source>The base model of the pack {pack} is not where it was: {path}.</source>
      <translation>{pack} のベースモデルが元の場所（{path}）にありません。</translation>
    </message>
    <message>
      <source>The base model of the skill {name} is not there.</source>
      <translation>スキル「{name}」のベースモデルが見つかりません。</translation>
    </message>
    <message>
      <source>The base model {base} has no chat template: it may be one that only goes on with a text.</source>
      <translation>ベースモデル {base} にはチャットテンプレートがありません。文章の続きを書くだけのモデルかもしれません。</translation>
    </message>
    <message>
      <source>The base model {file} holds numbers of the type {type}, which cannot be read here.</source>
      <translation>ベースモデル {file} には、このアプリで読めない {type} 型の数値が含まれています。</translation>
    </message>
    <message>
      <source>The base model {file} is only one part of several.</source>
      <translation>ベースモデル {file} は、分割されたファイルの 1 つです。</translation>
    </message>
    <message>
      <source>The blend would have a rank of {rank}, and no more than {most} can be used.</source>
      <translation>ブレンドのランクが {rank} になりますが、使えるのは {most} までです。</translation>
    </message>
    <message>
      <source>The chat in {file} has no usable “{field}”.</source>
      <translation>{file} のチャットの「{field}」が使えません。</translation>
    </message>
    <message>
      <source>The damaged file is kept as {file} in the data folder.</source>
      <translation>壊れたファイルは、データフォルダーに {file} として残してあります。</translation>
    </message>
    <message>
      <source>The data cannot be kept in the folder of the app, which an update replaces.</source>
      <translation>アプリのフォルダーは更新で置き換わるため、データの置き場所にはできません。</translation>
    </message>
    <message>
      <source>The data folder cannot be moved into itself.</source>
      <translation>データフォルダーを、その中へ移動することはできません。</translation>
    </message>
    <message>
      <source>The data folder cannot be reached.</source>
      <translation>データフォルダーを読み書きできません。</translation>
    </message>
    <message>
      <source>The data folder is on a drive on which files cannot be locked.</source>
      <translation>データフォルダーのあるドライブでは、ファイルをロックできません。</translation>
    </message>
    <message>
      <source>The data folder {folder} is not there.</source>
      <translation>データフォルダー {folder} が見つかりません。</translation>
    </message>
    <message>
      <source>The description has no words in it.</source>
      <translation>説明文に言葉が入っていません。</translation>
    </message>
    <message>
      <source>The description has {length} characters; the limit is {limit}.</source>
      <translation>説明文が {length} 文字あります。{limit} 文字までにしてください。</translation>
    </message>
    <message>
      <source>The description is empty.</source>
      <translation>説明文が空です。</translation>
    </message>
    <message>
      <source>The device {device} is not available on this machine.</source>
      <translation>デバイス {device} は、このコンピューターでは使えません。</translation>
    </message>
    <message>
      <source>The embedder gives {got} numbers, but this hypernetwork reads {wanted}.</source>
      <translation>埋め込みモデルの出力は {got} 次元ですが、このハイパーネットワークの入力は {wanted} 次元です。</translation>
    </message>
    <message>
      <source>The embedder in {folder} does not tell meanings apart.</source>
      <translation>{folder} の埋め込みモデルは、文の意味を区別できていません。</translation>
    </message>
    <message>
      <source>The embedder in {folder} has its weights as pytorch_model.bin only, which could carry harmful code.</source>
      <translation>{folder} の埋め込みモデルの重みは pytorch_model.bin だけです。この形式には有害なコードが含まれるおそれがあります。</translation>
    </message>
    <message>
      <source>The embedder in {folder} is damaged or of a kind that is not supported.</source>
      <translation>{folder} の埋め込みモデルは、壊れているか、対応していない種類です。</translation>
    </message>
    <message>
      <source>The embedder in {folder} lacks its file {file}.</source>
      <translation>{folder} の埋め込みモデルに、ファイル {file} がありません。</translation>
    </message>
    <message>
      <source>The embedder in {folder} makes its vectors in a way that is not supported: {steps}.</source>
      <translation>{folder} の埋め込みモデルは、対応していない方法でベクトルを作ります：{steps}。</translation>
    </message>
    <message>
      <source>The embedder is missing, which reads descriptions for the hypernetwork.</source>
      <translation>ハイパーネットワークのために説明文を読み取る埋め込みモデルがありません。</translation>
    </message>
    <message>
      <source>The embedder tells meanings apart: what means the same lies at {paraphrase}, the rest at {unrelated}.</source>
      <translation>埋め込みモデルは意味を区別しています（同じ意味の文：{paraphrase}、それ以外：{unrelated}）。</translation>
    </message>
    <message>
      <source>The embedder {embedder} gives {got} numbers, but the hypernetwork reads {wanted}.</source>
      <translation>埋め込みモデル {embedder} の出力は {got} 次元ですが、ハイパーネットワークの入力は {wanted} 次元です。</translation>
    </message>
    <message>
      <source>The embedder {embedder} is left out: without a hypernetwork nobody needs it.</source>
      <translation>埋め込みモデル {embedder} は含めません。ハイパーネットワークがなければ使われないためです。</translation>
    </message>
    <message>
      <source>The file as it was is kept as {file}.</source>
      <translation>元のファイルは {file} として残しています。</translation>
    </message>
    <message>
      <source>The file was changed or damaged on the way; export the chat once more.</source>
      <translation>ファイルが途中で書き換えられたか、壊れたようです。チャットをもう一度書き出してください。</translation>
    </message>
    <message>
      <source>The file {file} cannot be read.</source>
      <translation>ファイル {file} を読み込めません。</translation>
    </message>
    <message>
      <source>The file {file} cannot be written.</source>
      <translation>ファイル {file} に書き込めません。</translation>
    </message>
    <message>
      <source>The file {file} changed while it was read.</source>
      <translation>ファイル {file} は、読み込んでいる間に変更されました。</translation>
    </message>
    <message>
      <source>The file {file} does not belong to the embedder of its pack.</source>
      <translation>ファイル {file} は、このモデルの埋め込みモデルに合いません。</translation>
    </message>
    <message>
      <source>The file {file} does not say how large the model is.</source>
      <translation>ファイル {file} には、モデルの大きさが書かれていません。</translation>
    </message>
    <message>
      <source>The file {file} holds a vocabulary only, and no model.</source>
      <translation>ファイル {file} には語彙だけがあり、モデルがありません。</translation>
    </message>
    <message>
      <source>The file {file} holds no pack.</source>
      <translation>ファイル {file} にはモデル一式が入っていません。</translation>
    </message>
    <message>
      <source>The file {file} holds no vocabulary.</source>
      <translation>ファイル {file} には語彙がありません。</translation>
    </message>
    <message>
      <source>The file {file} holds numbers of type {type}, which are not read here.</source>
      <translation>ファイル {file} の数値は {type} 型で、ここでは読めません。</translation>
    </message>
    <message>
      <source>The file {file} holds several skills.</source>
      <translation>ファイル {file} には、スキルがいくつも入っています。</translation>
    </message>
    <message>
      <source>The file {file} holds things that a sound file would not: it was not imported.</source>
      <translation>ファイル {file} に不審なものが含まれているため、取り込みませんでした。</translation>
    </message>
    <message>
      <source>The file {file} holds values that are not numbers.</source>
      <translation>ファイル {file} に、数ではない値が入っています。</translation>
    </message>
    <message>
      <source>The file {file} is a whole pack by itself.</source>
      <translation>ファイル {file} は、それだけでモデル一式です。</translation>
    </message>
    <message>
      <source>The file {file} is an adapter, not a base model.</source>
      <translation>ファイル {file} はベースモデルではなく、スキルです。</translation>
    </message>
    <message>
      <source>The file {file} is an embedding model: it does not write text.</source>
      <translation>ファイル {file} は埋め込みモデルで、文章を書けません。</translation>
    </message>
    <message>
      <source>The file {file} is damaged or cut short.</source>
      <translation>ファイル {file} は壊れているか、途中で切れています。</translation>
    </message>
    <message>
      <source>The file {file} is damaged or no set of weights.</source>
      <translation>ファイル {file} は壊れているか、重みのファイルではありません。</translation>
    </message>
    <message>
      <source>The file {file} is damaged.</source>
      <translation>ファイル {file} は壊れています。</translation>
    </message>
    <message>
      <source>The file {file} is far too large to be what it claims.</source>
      <translation>ファイル {file} は、中身の種類に対して大きすぎます。</translation>
    </message>
    <message>
      <source>The file {file} is in a GGUF version that is not supported.</source>
      <translation>ファイル {file} は、対応していないバージョンの GGUF です。</translation>
    </message>
    <message>
      <source>The file {file} is larger than {limit} MB, far more than a sheet needs.</source>
      <translation>ファイル {file} は {limit} MB を超えています。シートには大きすぎます。</translation>
    </message>
    <message>
      <source>The file {file} is locked with a password.</source>
      <translation>ファイル {file} はパスワードで保護されています。</translation>
    </message>
    <message>
      <source>The file {file} is missing.</source>
      <translation>ファイル {file} がありません。</translation>
    </message>
    <message>
      <source>The file {file} is not a GGUF file.</source>
      <translation>ファイル {file} は GGUF ファイルではありません。</translation>
    </message>
    <message>
      <source>The file {file} is not a backup.</source>
      <translation>ファイル {file} はバックアップではありません。</translation>
    </message>
    <message>
      <source>The file {file} is not a base model.</source>
      <translation>ファイル {file} はベースモデルではありません。</translation>
    </message>
    <message>
      <source>The file {file} is not a part of the same model as the files beside it.</source>
      <translation>ファイル {file} は、並んでいるファイルとは別のモデルのものです。</translation>
    </message>
    <message>
      <source>The file {file} is not valid JSON.</source>
      <translation>ファイル {file} は正しい JSON ではありません。</translation>
    </message>
    <message>
      <source>The file {file} is one of the {count} parts of a model, but its name does not say so.</source>
      <translation>ファイル {file} は {count} 個に分割されたモデルの 1 つですが、名前からはそれが分かりません。</translation>
    </message>
    <message>
      <source>The file {file} is packed in a way that cannot be read here.</source>
      <translation>ファイル {file} は、このアプリで読めない方式で圧縮されています。</translation>
    </message>
    <message>
      <source>The files of the skill {name} are missing.</source>
      <translation>スキル「{name}」のファイルがありません。</translation>
    </message>
    <message>
      <source>The files were changed while they were imported.</source>
      <translation>取り込んでいる間にファイルが変更されました。</translation>
    </message>
    <message>
      <source>The folder {folder} cannot be written.</source>
      <translation>フォルダー {folder} に書き込めません。</translation>
    </message>
    <message>
      <source>The folder {folder} holds an adapter.</source>
      <translation>フォルダー {folder} にはスキルが入っています。</translation>
    </message>
    <message>
      <source>The folder {folder} holds no hypernetwork.</source>
      <translation>フォルダー {folder} にハイパーネットワークがありません。</translation>
    </message>
    <message>
      <source>The folder {folder} holds too much to look through.</source>
      <translation>フォルダー {folder} は中身が多すぎて調べられません。</translation>
    </message>
    <message>
      <source>The folder {folder} was not kept by a restore.</source>
      <translation>フォルダー {folder} は、復元のときに保管されたものではありません。</translation>
    </message>
    <message>
      <source>The folder {pack} holds no pack.</source>
      <translation>フォルダー {pack} にモデルがありません。</translation>
    </message>
    <message>
      <source>The hypernetwork and the base {base} have other widths: {differences}.</source>
      <translation>ハイパーネットワークとベース {base} の幅が合いません：{differences}。</translation>
    </message>
    <message>
      <source>The hypernetwork changes {modules}, which the base {base} does not have.</source>
      <translation>ハイパーネットワークは {modules} を変更しますが、ベース {base} にはありません。</translation>
    </message>
    <message>
      <source>The hypernetwork reads {wanted} numbers, but the base {base} gives {got}.</source>
      <translation>ハイパーネットワークの入力は {wanted} 次元ですが、ベース {base} の出力は {got} 次元です。</translation>
    </message>
    <message>
      <source>The hypernetwork was made for {wanted}; this base calls itself {base}.</source>
      <translation>ハイパーネットワークは {wanted} 用に作られていますが、このベースの名前は {base} です。</translation>
    </message>
    <message>
      <source>The hypernetwork was probably made for another training of this model.</source>
      <translation>ハイパーネットワークは、おそらく別の学習をしたモデル用に作られています。</translation>
    </message>
    <message>
      <source>The hypernetwork was trained with {wanted}; this embedder is called {embedder}.</source>
      <translation>ハイパーネットワークの学習に使われたのは {wanted} ですが、この埋め込みモデルの名前は {embedder} です。</translation>
    </message>
    <message>
      <source>The hypernetwork writes adapters for {wanted} layers, but the base {base} has {got}.</source>
      <translation>ハイパーネットワークは {wanted} 層用のスキルを作りますが、ベース {base} は {got} 層です。</translation>
    </message>
    <message>
      <source>The hypernetwork writes adapters, the last one in {seconds} s.</source>
      <translation>ハイパーネットワークはスキルを作れます（最後のものは {seconds} 秒）。</translation>
    </message>
    <message>
      <source>The hypernetwork's file {file} is damaged or of another kind.</source>
      <translation>ハイパーネットワークのファイル {file} は、壊れているか、別の種類のものです。</translation>
    </message>
    <message>
      <source>The hypernetwork's file {file} is missing or cannot be read.</source>
      <translation>ハイパーネットワークのファイル {file} がないか、読み取れません。</translation>
    </message>
    <message>
      <source>The installed app comes without training.</source>
      <translation>インストール版のアプリには、学習の機能がありません。</translation>
    </message>
    <message>
      <source>The library cannot be written.</source>
      <translation>ライブラリに書き込めません。</translation>
    </message>
    <message>
      <source>The library file is damaged.</source>
      <translation>ライブラリのファイルが壊れています。</translation>
    </message>
    <message>
      <source>The library file was damaged; a new one was started. Skills found again: {count}.</source>
      <translation>ライブラリのファイルが壊れていたため、新しく作り直しました。見つかったスキル：{count} 個。</translation>
    </message>
    <message>
      <source>The library file was damaged; it was restored to how it was on {date}. Newer skills found: {count}.</source>
      <translation>ライブラリのファイルが壊れていたため、{date} の状態に戻しました。それより新しいスキル：{count} 個。</translation>
    </message>
    <message>
      <source>The library file was missing; a new one was started. Skills found again: {count}.</source>
      <translation>ライブラリのファイルがなくなっていたため、新しく作り直しました。見つかったスキル：{count} 個。</translation>
    </message>
    <message>
      <source>The library file was missing; it was restored to how it was on {date}. Newer skills found: {count}.</source>
      <translation>ライブラリのファイルがなくなっていたため、{date} の状態に戻しました。それより新しいスキル：{count} 個。</translation>
    </message>
    <message>
      <source>The library is in use by another program.</source>
      <translation>ライブラリをほかのプログラムが使っています。</translation>
    </message>
    <message>
      <source>The library was written by a newer version of the app.</source>
      <translation>このライブラリは、より新しいバージョンのアプリで書かれています。</translation>
    </message>
    <message>
      <source>The message is empty.</source>
      <translation>メッセージが空です。</translation>
    </message>
    <message>
      <source>The message is too long: {tokens} tokens, and the model has room for {limit}.</source>
      <translation>メッセージが長すぎます（{tokens} トークン）。モデルが読めるのは {limit} トークンまでです。</translation>
    </message>
    <message>
      <source>The model could not compute the answer.</source>
      <translation>モデルが回答を計算できませんでした。</translation>
    </message>
    <message>
      <source>The model file {file} is damaged, incomplete or not a chat model.</source>
      <translation>モデルのファイル {file} は、壊れているか、途中で切れているか、チャット用のモデルではありません。</translation>
    </message>
    <message>
      <source>The model file {file} is missing.</source>
      <translation>モデルのファイル {file} がありません。</translation>
    </message>
    <message>
      <source>The model in {folder} is in the form of transformers, which cannot be chatted with here.</source>
      <translation>{folder} のモデルは transformers 形式のため、ここではチャットに使えません。</translation>
    </message>
    <message>
      <source>The model {file} does not write text.</source>
      <translation>モデル {file} は文章を書くモデルではありません。</translation>
    </message>
    <message>
      <source>The model {file} is incomplete: its part {part} is missing.</source>
      <translation>モデル {file} がそろっていません。{part} がありません。</translation>
    </message>
    <message>
      <source>The model {file} takes {need} of memory with {context} tokens of context, but only {free} is free.</source>
      <translation>モデル {file} は、一度に読める量が {context} トークンのとき {need} のメモリを使いますが、空きは {free} しかありません。</translation>
    </message>
    <message>
      <source>The model's chat template refuses this conversation.</source>
      <translation>このモデルのチャットテンプレートでは、この会話を扱えません。</translation>
    </message>
    <message>
      <source>The name is empty.</source>
      <translation>名前が空です。</translation>
    </message>
    <message>
      <source>The pack in {file} is damaged or was put together wrongly.</source>
      <translation>{file} のモデル一式は壊れているか、正しく作られていません。</translation>
    </message>
    <message>
      <source>The pack {pack} came with the app: it can neither be removed nor changed.</source>
      <translation>モデル {pack} はアプリに付属しているため、取り除くことも変更することもできません。</translation>
    </message>
    <message>
      <source>The pack {pack} cannot create skills: it has no hypernetwork or no embedder.</source>
      <translation>モデル {pack} ではスキルを作れません。ハイパーネットワークか埋め込みモデルがありません。</translation>
    </message>
    <message>
      <source>The pack {pack} has no base model to chat with.</source>
      <translation>モデル {pack} には、チャットに使うベースモデルがありません。</translation>
    </message>
    <message>
      <source>The pack {pack} has no base model to create skills for.</source>
      <translation>モデル {pack} には、スキルのもとになるベースモデルがありません。</translation>
    </message>
    <message>
      <source>The pack {pack} is damaged: {parts}.</source>
      <translation>モデル {pack} が壊れています：{parts}。</translation>
    </message>
    <message>
      <source>The pack {pack} is incomplete: {part} is missing.</source>
      <translation>モデル {pack} は中身がそろっていません。{part} がありません。</translation>
    </message>
    <message>
      <source>The pack {pack} is not installed.</source>
      <translation>モデル {pack} がありません。</translation>
    </message>
    <message>
      <source>The pack {pack} is of a kind that this version does not know.</source>
      <translation>モデル {pack} は、このバージョンでは扱えない種類です。</translation>
    </message>
    <message>
      <source>The pack {pack} is there twice.</source>
      <translation>モデル {pack} が 2 つあります。</translation>
    </message>
    <message>
      <source>The pack.json of the pack {pack} is damaged or not meant for this app.</source>
      <translation>モデル {pack} の pack.json が壊れているか、このアプリ用ではありません。</translation>
    </message>
    <message>
      <source>The part of the app that does the work cannot be started.</source>
      <translation>アプリの処理を受け持つ部分を起動できません。</translation>
    </message>
    <message>
      <source>The part of the app that does the work has ended unexpectedly.</source>
      <translation>アプリの処理を受け持つ部分が、予期せず終了しました。</translation>
    </message>
    <message>
      <source>The part of the app that does the work has stopped three times within a minute.</source>
      <translation>アプリの処理を受け持つ部分が、1 分間に 3 回止まりました。</translation>
    </message>
    <message>
      <source>The processor of this computer is too old for this app: it lacks {features}.</source>
      <translation>このコンピューターのプロセッサーは古いため、このアプリを使えません。次の機能がありません：{features}。</translation>
    </message>
    <message>
      <source>The quotation marks in line {line} do not match.</source>
      <translation>{line} 行目の引用符が対になっていません。</translation>
    </message>
    <message>
      <source>The rank {rank} is too small.</source>
      <translation>ランク {rank} は小さすぎます。</translation>
    </message>
    <message>
      <source>The settings cannot be read; the defaults are used.</source>
      <translation>設定を読み取れないため、初期設定で起動しました。</translation>
    </message>
    <message>
      <source>The settings could not be understood and were reset.</source>
      <translation>設定の内容を読み取れなかったため、初期設定に戻しました。</translation>
    </message>
    <message>
      <source>The settings were of another version of the app and were reset.</source>
      <translation>別のバージョンのアプリの設定だったため、初期設定に戻しました。</translation>
    </message>
    <message>
      <source>The skill changes {tensor} so strongly that the result cannot be stored.</source>
      <translation>スキルによる {tensor} の変化が大きすぎて、結果を保存できません。</translation>
    </message>
    <message>
      <source>The skill {file} is damaged or not what it claims to be.</source>
      <translation>スキル {file} は壊れているか、正しい形式ではありません。</translation>
    </message>
    <message>
      <source>The skill {file} was written by a newer version of the app.</source>
      <translation>スキル {file} は、このアプリの新しいバージョンで書き出されています。</translation>
    </message>
    <message>
      <source>The skill {name} has no test sheet.</source>
      <translation>スキル「{name}」にはテストシートがありません。</translation>
    </message>
    <message>
      <source>The skill {name} is in the bin.</source>
      <translation>スキル「{name}」は削除済みです。</translation>
    </message>
    <message>
      <source>The skill {name} is in the blend twice.</source>
      <translation>スキル「{name}」がブレンドに 2 回入っています。</translation>
    </message>
    <message>
      <source>The skill {name} was made for another base model than that of {pack}.</source>
      <translation>スキル「{name}」は、{pack} のものとは別のベースモデル用に作られています。</translation>
    </message>
    <message>
      <source>The skill {name} was made for another base model: {base}.</source>
      <translation>スキル「{name}」は、別のベースモデル（{base}）用に作られています。</translation>
    </message>
    <message>
      <source>The skills {one} and {other} were made for different base models.</source>
      <translation>スキル「{one}」と「{other}」は、別々のベースモデル用に作られています。</translation>
    </message>
    <message>
      <source>The strength {strength} is not between -{limit} and {limit}.</source>
      <translation>強さ {strength} は、-{limit} から {limit} までの範囲に入っていません。</translation>
    </message>
    <message>
      <source>The system prompt is too long: {tokens} tokens with the message; the model has room for {limit}.</source>
      <translation>システムプロンプトが長すぎます（メッセージと合わせて {tokens} トークン）。モデルが読めるのは {limit} トークンまでです。</translation>
    </message>
    <message>
      <source>The text encoding of {file} cannot be recognised.</source>
      <translation>{file} の文字コードを判別できません。</translation>
    </message>
    <message>
      <source>The weight {weight} is not a number.</source>
      <translation>重み {weight} は数値ではありません。</translation>
    </message>
    <message>
      <source>The window cannot open: a library of this system does not work with this app.</source>
      <translation>ウィンドウを開けません。このシステムのライブラリが、このアプリと合いません。</translation>
    </message>
    <message>
      <source>The window cannot open: this system lacks {libraries}.</source>
      <translation>ウィンドウを開けません。このシステムに次のライブラリがありません：{libraries}。</translation>
    </message>
    <message>
      <source>Their sizes agree. With another one, skills will not do what is described.</source>
      <translation>大きさは合っています。別のものなら、スキルは説明どおりに働きません。</translation>
    </message>
    <message>
      <source>Their sizes agree. With another training of the same model, skills may be weaker.</source>
      <translation>大きさは合っています。同じモデルでも学習が異なると、スキルが弱くなることがあります。</translation>
    </message>
    <message>
      <source>There are files in {folder} already.</source>
      <translation>{folder} にはすでにファイルがあります。</translation>
    </message>
    <message>
      <source>There are no rows in it.</source>
      <translation>行がひとつもありません。</translation>
    </message>
    <message>
      <source>There are several of one kind: {files}.</source>
      <translation>同じ種類のものが複数あります：{files}。</translation>
    </message>
    <message>
      <source>There is no base model that an imported skill could change.</source>
      <translation>取り込んだスキルを使えるベースモデルがありません。</translation>
    </message>
    <message>
      <source>There is no embedder to compare messages with the descriptions of skills.</source>
      <translation>メッセージとスキルの説明文を比べるための埋め込みモデルがありません。</translation>
    </message>
    <message>
      <source>There is no file {file}.</source>
      <translation>ファイル {file} がありません。</translation>
    </message>
    <message>
      <source>There is no other wording to try.</source>
      <translation>試せる別の言い方がありません。</translation>
    </message>
    <message>
      <source>There is no pack {pack} in the bin.</source>
      <translation>取り除いたモデルの中に {pack} はありません。</translation>
    </message>
    <message>
      <source>There is no room left on the disk for the library.</source>
      <translation>ディスクに、ライブラリのための空きがありません。</translation>
    </message>
    <message>
      <source>There is no skill {id}.</source>
      <translation>スキル {id} は見つかりません。</translation>
    </message>
    <message>
      <source>There is not enough memory for the model {file} with {length} tokens of context.</source>
      <translation>メモリが足りません。モデル {file} を、一度に読める量 {length} トークンで動かすことはできません。</translation>
    </message>
    <message>
      <source>There is not enough memory for the model {file}.</source>
      <translation>モデル {file} を動かすメモリが足りません。</translation>
    </message>
    <message>
      <source>There is not enough memory for this.</source>
      <translation>メモリが足りません。</translation>
    </message>
    <message>
      <source>There is not enough room on the disk for {path}.</source>
      <translation>ディスクに {path} のための空きがありません。</translation>
    </message>
    <message>
      <source>There is not enough room on the disk to write {file}.</source>
      <translation>ディスクに {file} を書き込むための空きがありません。</translation>
    </message>
    <message>
      <source>There is nothing in {file} that a pack can be made of.</source>
      <translation>{file} には、モデルを作れるものがありません。</translation>
    </message>
    <message>
      <source>There is nothing to import.</source>
      <translation>取り込むものがありません。</translation>
    </message>
    <message>
      <source>There is nothing to make a pack of.</source>
      <translation>モデルを作るもとがありません。</translation>
    </message>
    <message>
      <source>These are supported: {supported}.</source>
      <translation>対応しているもの：{supported}。</translation>
    </message>
    <message>
      <source>These are {count} wordings; at most {limit} can be tried at a time.</source>
      <translation>{count} つの言い方があります。一度に試せるのは {limit} つまでです。</translation>
    </message>
    <message>
      <source>These skills were made for different base models: they do not agree in the size of {module}.</source>
      <translation>これらのスキルは別々のベースモデル用です。{module} の大きさが合いません。</translation>
    </message>
    <message>
      <source>This adapter changes q, k and v apart, but {architecture} keeps the three in one matrix.</source>
      <translation>このスキルは q・k・v を別々に変更しますが、{architecture} ではこの 3 つがひとつの行列になっています。</translation>
    </message>
    <message>
      <source>This adapter changes {module}, a part of the model that cannot be changed here.</source>
      <translation>このスキルは {module} を変えますが、モデルのこの部分はここでは変えられません。</translation>
    </message>
    <message>
      <source>This adapter changes {module}, which llama.cpp has no adapters for in {architecture}.</source>
      <translation>このスキルは {module} を変更しますが、llama.cpp は {architecture} のその部分に対応していません。</translation>
    </message>
    <message>
      <source>This adapter is more than a plain LoRA: it uses {features}.</source>
      <translation>このスキルは通常の LoRA ではなく、{features} を使っています。</translation>
    </message>
    <message>
      <source>This adapter is stored as adapter_model.bin, a format that can run code when it is opened.</source>
      <translation>このスキルは adapter_model.bin 形式です。開くとプログラムが実行されるおそれがあるため、読み込みません。</translation>
    </message>
    <message>
      <source>This adapter was made for another base model: its sizes do not fit {base}.</source>
      <translation>このスキルは別のベースモデル用です。大きさが {base} と合いません。</translation>
    </message>
    <message>
      <source>This chat does not exist any more.</source>
      <translation>このチャットはもうありません。</translation>
    </message>
    <message>
      <source>This hypernetwork knows its tasks by number and cannot read a description.</source>
      <translation>このハイパーネットワークはタスクを番号で扱うもので、説明文を読めません。</translation>
    </message>
    <message>
      <source>This is not a text file: it contains binary data.</source>
      <translation>これはテキストファイルではありません（文字ではないデータが含まれています）。</translation>
    </message>
    <message>
      <source>This is not there any more.</source>
      <translation>これはもうありません。</translation>
    </message>
    <message>
      <source>This model cannot be written as GGUF here: only plain Llama models can.</source>
      <translation>このモデルは GGUF にできません。対応しているのは標準的な Llama モデルだけです。</translation>
    </message>
    <message>
      <source>This model's tokenizer cannot be written as GGUF here.</source>
      <translation>このモデルのトークナイザーは GGUF にできません。</translation>
    </message>
    <message>
      <source>This text is too long to be worked on.</source>
      <translation>テキストが長すぎて処理できません。</translation>
    </message>
    <message>
      <source>This version of the app does not know the kind of model in {file}.</source>
      <translation>{file} のモデルは、このバージョンのアプリでは扱えない種類です。</translation>
    </message>
    <message>
      <source>Train from a checkout of the source code.</source>
      <translation>ソースコードから学習してください。</translation>
    </message>
    <message>
      <source>Train the adapter on qkv_proj instead, or use it with PEFT.</source>
      <translation>代わりに qkv_proj で学習し直すか、PEFT で使ってください。</translation>
    </message>
    <message>
      <source>Training needs packages that are not installed: {package}.</source>
      <translation>学習に必要なパッケージがありません：{package}。</translation>
    </message>
    <message>
      <source>Try again with a shorter message or a smaller context.</source>
      <translation>メッセージを短くするか、一度に読める量を減らして、もう一度お試しください。</translation>
    </message>
    <message>
      <source>Try again.</source>
      <translation>もう一度お試しください。</translation>
    </message>
    <message>
      <source>Try again; if it happens again, start the app anew.</source>
      <translation>もう一度お試しください。繰り返し起きる場合は、アプリを起動し直してください。</translation>
    </message>
    <message>
      <source>Try again; it is started anew.</source>
      <translation>もう一度お試しください。自動で起動し直します。</translation>
    </message>
    <message>
      <source>Try some of them first.</source>
      <translation>まず、その一部を試してください。</translation>
    </message>
    <message>
      <source>Unpack it and import them one by one.</source>
      <translation>展開してから、1 つずつ取り込んでください。</translation>
    </message>
    <message>
      <source>Unpack it with another program, and import what was in it.</source>
      <translation>ほかのアプリで展開してから、中身を取り込んでください。</translation>
    </message>
    <message>
      <source>Update the system, then start the app again.</source>
      <translation>システムを更新してから、アプリを起動し直してください。</translation>
    </message>
    <message>
      <source>Use a BERT-like embedding model such as all-MiniLM-L6-v2, with its weights as safetensors.</source>
      <translation>all-MiniLM-L6-v2 のような BERT 系の埋め込みモデルを、safetensors の重みで使ってください。</translation>
    </message>
    <message>
      <source>Use a Llama model with SiLU, without biases and without rope scaling.</source>
      <translation>SiLU を使い、バイアスと RoPE スケーリングのない Llama モデルを使ってください。</translation>
    </message>
    <message>
      <source>Use a checkpoint that was trained with task descriptions.</source>
      <translation>タスクの説明文で学習したチェックポイントを使ってください。</translation>
    </message>
    <message>
      <source>Use a computer with a processor made after 2010 or so (x86-64-v2).</source>
      <translation>おおむね 2010 年より後のプロセッサー（x86-64-v2）を備えたコンピューターをお使いください。</translation>
    </message>
    <message>
      <source>Use an adapter that changes only {modules}.</source>
      <translation>{modules} だけを変更するスキルを使ってください。</translation>
    </message>
    <message>
      <source>Use another model, or a newer version of the app.</source>
      <translation>別のモデルを使うか、アプリを新しくしてください。</translation>
    </message>
    <message>
      <source>Use it with the model that it was made for, or make a new one for this model.</source>
      <translation>もとのモデルと組み合わせるか、このモデル用に作り直してください。</translation>
    </message>
    <message>
      <source>Use it with the pack {home}, or create it again for this one.</source>
      <translation>モデル {home} で使うか、このモデル用に作り直してください。</translation>
    </message>
    <message>
      <source>Use one of these kinds: {kinds}; gte-large-en-v1.5 can be used as it is published.</source>
      <translation>次の種類のいずれかをお使いください：{kinds}。gte-large-en-v1.5 は配布されているままで使えます。</translation>
    </message>
    <message>
      <source>Use one with a transformer, a pooling (cls, mean, max or lasttoken) and, at most, dense layers after it.</source>
      <translation>transformer とプーリング（cls、mean、max、lasttoken のいずれか）、およびその後の dense 層だけで構成されたものをお使いください。</translation>
    </message>
    <message>
      <source>Use the base model in another quantisation, such as Q8_0 or Q4_K_M.</source>
      <translation>Q8_0 や Q4_K_M など、別の量子化のベースモデルを使ってください。</translation>
    </message>
    <message>
      <source>Use the embedder that it was trained with.</source>
      <translation>一緒に学習された埋め込みモデルを使ってください。</translation>
    </message>
    <message>
      <source>Use the embedder that the hypernetwork was trained with.</source>
      <translation>ハイパーネットワークの学習に使われた埋め込みモデルを使ってください。</translation>
    </message>
    <message>
      <source>Wait a minute and try again; if it happens again, restart the app.</source>
      <translation>1 分ほど待ってから、もう一度お試しください。繰り返すときは、アプリを起動し直してください。</translation>
    </message>
    <message>
      <source>Wait until nothing writes to it, then try again.</source>
      <translation>書き込みが終わるのを待ってから、もう一度お試しください。</translation>
    </message>
    <message>
      <source>Wait until they are complete, then try again.</source>
      <translation>ファイルがそろうのを待ってから、もう一度お試しください。</translation>
    </message>
    <message>
      <source>What is in the file {file} is far too large to be what it claims.</source>
      <translation>ファイル {file} の中身が、本来の大きさをはるかに超えています。</translation>
    </message>
    <message>
      <source>With a context of {smaller} tokens all of it is computed there, which is faster.</source>
      <translation>一度に読める量を {smaller} トークンにすると、すべてカードで計算でき、速くなります。</translation>
    </message>
    <message>
      <source>Without a base model nobody can chat: the pack writes PEFT folders for other programs.</source>
      <translation>ベースモデルがないとチャットはできません。作れるのは、ほかのプログラム用の PEFT フォルダーです。</translation>
    </message>
    <message>
      <source>Without a hypernetwork this is a plain chat model: it takes imported skills, but makes none.</source>
      <translation>ハイパーネットワークがないため、ふつうのチャットモデルになります。取り込んだスキルは使えますが、新しく作ることはできません。</translation>
    </message>
    <message>
      <source>Write a few inputs with the answers expected.</source>
      <translation>入力と期待する答えをいくつか書いてください。</translation>
    </message>
    <message>
      <source>Write it as float32 instead.</source>
      <translation>代わりに float32 で書き出してください。</translation>
    </message>
    <message>
      <source>Write one a line, such as {example}.</source>
      <translation>1 行に 1 つ、{example} のように書いてください。</translation>
    </message>
    <message>
      <source>Write one sentence about what the model should be good at.</source>
      <translation>モデルに何を得意になってほしいか、1 文で書いてください。</translation>
    </message>
    <message>
      <source>Write something to send.</source>
      <translation>送る内容を書いてください。</translation>
    </message>
    <message>
      <source>Write the same wish in other words, one wording a line.</source>
      <translation>同じことを別の言い方で、1 行に 1 つずつ書いてください。</translation>
    </message>
    <message>
      <source>`t2l-desktop data where` lists those that were.</source>
      <translation>保管されているものは `t2l-desktop data where` で確認できます。</translation>
    </message>
    <message>
      <source>{file} has {count} messages; the limit is {limit}.</source>
      <translation>{file} にはメッセージが {count} 件ありますが、{limit} 件までです。</translation>
    </message>
    <message>
      <source>{file} holds no chat.</source>
      <translation>{file} にチャットは入っていません。</translation>
    </message>
    <message>
      <source>{file} holds no skill.</source>
      <translation>{file} にはスキルが入っていません。</translation>
    </message>
    <message>
      <source>{file} is not a GGUF file.</source>
      <translation>{file} は GGUF ファイルではありません。</translation>
    </message>
    <message>
      <source>{file} is not a file.</source>
      <translation>{file} はファイルではありません。</translation>
    </message>
    <message>
      <source>{file} is not an adapter.</source>
      <translation>{file} はスキルではありません。</translation>
    </message>
    <message>
      <source>{file} is the base model itself, which is needed.</source>
      <translation>{file} はベースモデルそのもので、必要なファイルです。</translation>
    </message>
    <message>
      <source>{file} is too large to be a chat; at most {limit} MB are allowed.</source>
      <translation>{file} はチャットとしては大きすぎます。{limit} MB までです。</translation>
    </message>
    <message>
      <source>{file} was written by a newer version of the app (format {version}; this one knows {known}).</source>
      <translation>{file} は、より新しいバージョンのアプリで書き出されています（形式 {version}。このアプリで読めるのは {known} までです）。</translation>
    </message>
    <message>
      <source>{folder} holds no data of this app.</source>
      <translation>{folder} にはこのアプリのデータがありません。</translation>
    </message>
    <message>
      <source>{pack} does not fit on the graphics card {card} as a whole: {layers} of its {all} layers are computed there, the rest by the processor. It takes {need} of memory with {context} tokens of context; {free} is free.</source>
      <translation>{pack} は、グラフィックカード {card} には全部は収まりません。{all} 層のうち {layers} 層をカードで、残りをプロセッサーで計算します。一度に読める量が {context} トークンのとき {need} のメモリを使います。空きは {free} です。</translation>
    </message>
    <message>
      <source>{pack} fits on the graphics card {card}: with {context} tokens of context it takes {part} there, and {free_there} is free.</source>
      <translation>{pack} は、グラフィックカード {card} に収まります。一度に読める量が {context} トークンのとき、カードのメモリを {part} 使います。空きは {free_there} です。</translation>
    </message>
    <message>
      <source>{pack} takes {need} of memory with {context} tokens of context, but only {free} is free.</source>
      <translation>{pack} は、一度に読める量が {context} トークンのとき {need} のメモリを使いますが、空きは {free} しかありません。</translation>
    </message>
    <message>
      <source>{pack} takes {need} of memory with {context} tokens of context; {free} is free.</source>
      <translation>{pack} は、一度に読める量が {context} トークンのとき {need} のメモリを使います。空きは {free} です。</translation>
    </message>
    <message>
      <source>{part} is as it was made.</source>
      <translation>{part} は作られたときのままです。</translation>
    </message>
    <message>
      <source>{part} is missing.</source>
      <translation>{part} がありません。</translation>
    </message>
    <message>
      <source>{part} was changed or damaged.</source>
      <translation>{part} は変更されたか、壊れています。</translation>
    </message>
    <message>
      <source>{path} cannot be written.</source>
      <translation>{path} に書き込めません。</translation>
    </message>
  </context>
  <context>
    <name>files</name>
    <message>
      <source>Add a model</source>
      <translation>モデルを追加</translation>
    </message>
    <message>
      <source>Back up skills, chats and settings</source>
      <translation>スキル、チャット、設定のバックアップ</translation>
    </message>
    <message>
      <source>Chat file (*.json)</source>
      <translation>チャットのファイル (*.json)</translation>
    </message>
    <message>
      <source>Export as a GGUF file</source>
      <translation>GGUF ファイルとして書き出す</translation>
    </message>
    <message>
      <source>Export as a skill file</source>
      <translation>スキルファイルとして書き出す</translation>
    </message>
    <message>
      <source>Export into the folder…</source>
      <translation>書き出し先のフォルダー…</translation>
    </message>
    <message>
      <source>Export the chat</source>
      <translation>チャットを書き出す</translation>
    </message>
    <message>
      <source>Export the model with everything it needs</source>
      <translation>モデルを必要なもの一式とともに書き出す</translation>
    </message>
    <message>
      <source>Export the results</source>
      <translation>結果を書き出す</translation>
    </message>
    <message>
      <source>Export the whole model</source>
      <translation>モデル全体を書き出す</translation>
    </message>
    <message>
      <source>Exported to {path}.</source>
      <translation>{path} に書き出しました。</translation>
    </message>
    <message>
      <source>GGUF adapter (*.gguf)</source>
      <translation>GGUF アダプター (*.gguf)</translation>
    </message>
    <message>
      <source>GGUF model (*.gguf)</source>
      <translation>GGUF モデル (*.gguf)</translation>
    </message>
    <message>
      <source>Import a test sheet</source>
      <translation>テストシートを取り込む</translation>
    </message>
    <message>
      <source>Import chats</source>
      <translation>チャットを取り込む</translation>
    </message>
    <message>
      <source>Import skills</source>
      <translation>スキルを取り込む</translation>
    </message>
    <message>
      <source>Markdown text (*.md)</source>
      <translation>Markdown テキスト (*.md)</translation>
    </message>
    <message>
      <source>Models and packs (*.gguf *.t2lpack);;All files (*)</source>
      <translation>モデルとモデル一式 (*.gguf *.t2lpack);;すべてのファイル (*)</translation>
    </message>
    <message>
      <source>Restore a backup</source>
      <translation>バックアップの復元</translation>
    </message>
    <message>
      <source>Show the folder</source>
      <translation>フォルダーを開く</translation>
    </message>
    <message>
      <source>Skill (*.t2lskill)</source>
      <translation>スキル (*.t2lskill)</translation>
    </message>
    <message>
      <source>Skills ({endings})</source>
      <translation>スキル ({endings})</translation>
    </message>
    <message>
      <source>T2L backup (*.t2lbackup)</source>
      <translation>T2L バックアップ (*.t2lbackup)</translation>
    </message>
    <message>
      <source>T2L pack (*.t2lpack)</source>
      <translation>T2L パック (*.t2lpack)</translation>
    </message>
    <message>
      <source>Table (*.csv)</source>
      <translation>表 (*.csv)</translation>
    </message>
    <message>
      <source>Test sheets (*.csv *.tsv *.jsonl *.txt);;All files (*)</source>
      <translation>テストシート (*.csv *.tsv *.jsonl *.txt);;すべてのファイル (*)</translation>
    </message>
    <message>
      <source>The data folder</source>
      <translation>データフォルダー</translation>
    </message>
    <message>
      <source>The folder of a hypernetwork or an embedder</source>
      <translation>ハイパーネットワークまたは埋め込みモデルのフォルダー</translation>
    </message>
    <message>
      <source>These are {count} files; at most {most} can be imported at a time. Nothing was imported.</source>
      <translation>ファイルが {count} 個あります。一度に取り込めるのは {most} 個までです。何も取り込んでいません。</translation>
    </message>
    <message>
      <source>{refused} of {all} files were not imported.</source>
      <translation>{all} 個のファイルのうち {refused} 個は取り込めませんでした。</translation>
    </message>
  </context>
  <context>
    <name>languages</name>
    <message>
      <source>English</source>
      <translation>英語</translation>
    </message>
    <message>
      <source>Japanese</source>
      <translation>日本語</translation>
    </message>
  </context>
  <context>
    <name>recipes</name>
    <message>
      <source>Blend of {parts}</source>
      <translation>ブレンド：{parts}</translation>
    </message>
    <message>
      <source>How finely a skill can change the model: a lower rank takes less room and keeps less</source>
      <translation>スキルがモデルをどれだけ細かく変えられるかを表します。低いほど小さくなり、残る働きも減ります</translation>
    </message>
    <message>
      <source>Keeps what the skill changes in how the words of a text are brought together</source>
      <translation>文中の語どうしを関連付ける部分の変更だけを残します</translation>
    </message>
    <message>
      <source>Keeps what the skill changes in what is made of each word (MLP: multi-layer perceptron)</source>
      <translation>それぞれの語を処理する部分（MLP：多層パーセプトロン）の変更だけを残します</translation>
    </message>
    <message>
      <source>MLP only</source>
      <translation>MLP のみ</translation>
    </message>
    <message>
      <source>More bits store the numbers more exactly, and take more room</source>
      <translation>ビット数が多いほど数値は正確になり、サイズも大きくなります</translation>
    </message>
    <message>
      <source>Variant of “{name}”: {cut}</source>
      <translation>「{name}」のバリエーション：{cut}</translation>
    </message>
    <message>
      <source>attention only</source>
      <translation>アテンションのみ</translation>
    </message>
    <message>
      <source>numbers of 32 bits</source>
      <translation>32 ビットの数値</translation>
    </message>
    <message>
      <source>numbers of 8 bits</source>
      <translation>8 ビットの数値</translation>
    </message>
    <message>
      <source>rank {rank}</source>
      <translation>ランク {rank}</translation>
    </message>
    <message>
      <source>{blend}, reduced to rank {rank} ({kept} kept)</source>
      <translation>{blend}、ランク {rank} に縮小（{kept} を保持）</translation>
    </message>
    <message>
      <source>{name} × {weight}</source>
      <translation>{name} × {weight}</translation>
    </message>
    <message>
      <source>{number} %</source>
      <translation>{number} %</translation>
    </message>
  </context>
</TS>
